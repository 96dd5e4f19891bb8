# c
@problemName T
@dimensions 2
@seriesLength 2
@classLabel true 1 2
@data
1,2:3,4:1
5,?:6,7:2
