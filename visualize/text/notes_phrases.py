"""The phrases of a lecture's notes, in English and in Chinese."""

NOTES = {
    "step gives": (
        "Step {} of {}: the window gives row {}, column {} of the output.",
        "第{}步（共{}步）：窗口得到输出的第{}行第{}列。",
    ),
    "step stamps": (
        "Step {} of {}: the input cell in row {}, column {} adds its multiple of the kernel to the output.",
        "第{}步（共{}步）：输入第{}行第{}列的单元将其与卷积核的乘积累加到输出上。",
    ),
}
