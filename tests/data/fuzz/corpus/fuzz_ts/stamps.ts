@timeStamps true
@equalLength false
@classLabel true a b
@data
(0,1),(1,2):(0,3),(1,4):a
(0,1),(1,2),(2,3):(0,3),(1,4),(2,5):b
