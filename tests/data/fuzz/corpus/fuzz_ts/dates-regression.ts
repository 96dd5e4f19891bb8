@timeStamps true
@univariate true
@targetlabel true
@data
(2007-01-01 00:00:00,1),(2007-01-01 00:00:01.5,?):0.5
(2007-01-31T23:59:58,2):1
