"""The default figure by other libraries, each as a careful author writes it."""
