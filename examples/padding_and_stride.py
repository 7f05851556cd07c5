import visualize as vz

vz.figure(vz.Conv(5, kernel_size=3, padding=1, stride=1), seconds=0.5, hold=2).save("padding.svg", "padding.gif")
vz.figure(vz.Conv(5, kernel_size=3, padding=0, stride=2), seconds=0.5, hold=2).save("stride.svg", "stride.gif")
