"""Exercises in convolution arithmetic: questions with wrong answers from known mistakes, as sheets and quizzes."""
