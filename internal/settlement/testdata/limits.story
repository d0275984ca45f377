# So many receivers, and so many splits, are the most.
bind w1-20
  version=1 bound=20 w1 w2 w3 w4
bind w21-40
  version=2 bound=40 w1 w2 w3 w4
bind w41-60
  version=3 bound=60 w1 w2 w3 w4
bind w61-80
  version=4 bound=80 w1 w2 w3 w4
bind w81-100
  version=5 bound=100 w1 w2 w3 w4
bind w101-120
  version=6 bound=120 w1 w2 w3 w4
bind w121-140
  version=7 bound=140 w1 w2 w3 w4
bind w141-160
  version=8 bound=160 w1 w2 w3 w4
bind w161-180
  version=9 bound=180 w1 w2 w3 w4
bind w181-200
  version=10 bound=200 w1 w2 w3 w4
bind w201-220
  version=11 bound=220 w1 w2 w3 w4
bind w221-240
  version=12 bound=240 w1 w2 w3 w4
bind w241-260
  version=13 bound=260 w1 w2 w3 w4
bind w261-280
  version=14 bound=280 w1 w2 w3 w4
bind w281-300
  version=15 bound=300 w1 w2 w3 w4
bind w301-320
  version=16 bound=320 w1 w2 w3 w4
bind w321-340
  version=17 bound=340 w1 w2 w3 w4
bind w341-360
  version=18 bound=360 w1 w2 w3 w4
bind w361-380
  version=19 bound=380 w1 w2 w3 w4
bind w381-400
  version=20 bound=400 w1 w2 w3 w4
bind w401-420
  version=21 bound=420 w1 w2 w3 w4
bind w421-440
  version=22 bound=440 w1 w2 w3 w4
bind w441-460
  version=23 bound=460 w1 w2 w3 w4
bind w461-480
  version=24 bound=480 w1 w2 w3 w4
bind w481-500
  version=25 bound=500 w1 w2 w3 w4
bind w501-520
  version=26 bound=520 w1 w2 w3 w4
bind w521-540
  version=27 bound=540 w1 w2 w3 w4
bind w541-560
  version=28 bound=560 w1 w2 w3 w4
bind w561-580
  version=29 bound=580 w1 w2 w3 w4
bind w581-600
  version=30 bound=600 w1 w2 w3 w4
bind w601-620
  version=31 bound=620 w1 w2 w3 w4
bind w621-640
  version=32 bound=640 w1 w2 w3 w4
bind w641-660
  version=33 bound=660 w1 w2 w3 w4
bind w661-680
  version=34 bound=680 w1 w2 w3 w4
bind w681-700
  version=35 bound=700 w1 w2 w3 w4
bind w701-720
  version=36 bound=720 w1 w2 w3 w4
bind w721-740
  version=37 bound=740 w1 w2 w3 w4
bind w741-760
  version=38 bound=760 w1 w2 w3 w4
bind w761-780
  version=39 bound=780 w1 w2 w3 w4
bind w781-800
  version=40 bound=800 w1 w2 w3 w4
bind w801-820
  version=41 bound=820 w1 w2 w3 w4
bind w821-840
  version=42 bound=840 w1 w2 w3 w4
bind w841-860
  version=43 bound=860 w1 w2 w3 w4
bind w861-880
  version=44 bound=880 w1 w2 w3 w4
bind w881-900
  version=45 bound=900 w1 w2 w3 w4
bind w901-920
  version=46 bound=920 w1 w2 w3 w4
bind w921-940
  version=47 bound=940 w1 w2 w3 w4
bind w941-960
  version=48 bound=960 w1 w2 w3 w4
bind w961-980
  version=49 bound=980 w1 w2 w3 w4
bind w981-1000
  version=50 bound=1000 w1 w2 w3 w4
bind w1001
  refused exhausted too_many_receivers
bind w1000
  unchanged
unbind w1000
  version=51 bound=999 w1 w2 w3 w4
bind w1001
  version=52 bound=1000 w1 w2 w3 w4
split s1 to=w1:1
  version=1 splits=1 allocated=1
  m1 > w1 1 split
  ! split.done
split s2 to=w1:1
  version=2 splits=2 allocated=2
  m1 > w1 1 split
  ! split.done
split s3 to=w1:1
  version=3 splits=3 allocated=3
  m1 > w1 1 split
  ! split.done
split s4 to=w1:1
  version=4 splits=4 allocated=4
  m1 > w1 1 split
  ! split.done
split s5 to=w1:1
  version=5 splits=5 allocated=5
  m1 > w1 1 split
  ! split.done
split s6 to=w1:1
  version=6 splits=6 allocated=6
  m1 > w1 1 split
  ! split.done
split s7 to=w1:1
  version=7 splits=7 allocated=7
  m1 > w1 1 split
  ! split.done
split s8 to=w1:1
  version=8 splits=8 allocated=8
  m1 > w1 1 split
  ! split.done
split s9 to=w1:1
  version=9 splits=9 allocated=9
  m1 > w1 1 split
  ! split.done
split s10 to=w1:1
  version=10 splits=10 allocated=10
  m1 > w1 1 split
  ! split.done
split s11 to=w1:1
  version=11 splits=11 allocated=11
  m1 > w1 1 split
  ! split.done
split s12 to=w1:1
  version=12 splits=12 allocated=12
  m1 > w1 1 split
  ! split.done
split s13 to=w1:1
  version=13 splits=13 allocated=13
  m1 > w1 1 split
  ! split.done
split s14 to=w1:1
  version=14 splits=14 allocated=14
  m1 > w1 1 split
  ! split.done
split s15 to=w1:1
  version=15 splits=15 allocated=15
  m1 > w1 1 split
  ! split.done
split s16 to=w1:1
  version=16 splits=16 allocated=16
  m1 > w1 1 split
  ! split.done
split s17 to=w1:1
  version=17 splits=17 allocated=17
  m1 > w1 1 split
  ! split.done
split s18 to=w1:1
  version=18 splits=18 allocated=18
  m1 > w1 1 split
  ! split.done
split s19 to=w1:1
  version=19 splits=19 allocated=19
  m1 > w1 1 split
  ! split.done
split s20 to=w1:1
  version=20 splits=20 allocated=20
  m1 > w1 1 split
  ! split.done
split s21 to=w1:1
  version=21 splits=21 allocated=21
  m1 > w1 1 split
  ! split.done
split s22 to=w1:1
  version=22 splits=22 allocated=22
  m1 > w1 1 split
  ! split.done
split s23 to=w1:1
  version=23 splits=23 allocated=23
  m1 > w1 1 split
  ! split.done
split s24 to=w1:1
  version=24 splits=24 allocated=24
  m1 > w1 1 split
  ! split.done
split s25 to=w1:1
  version=25 splits=25 allocated=25
  m1 > w1 1 split
  ! split.done
split s26 to=w1:1
  version=26 splits=26 allocated=26
  m1 > w1 1 split
  ! split.done
split s27 to=w1:1
  version=27 splits=27 allocated=27
  m1 > w1 1 split
  ! split.done
split s28 to=w1:1
  version=28 splits=28 allocated=28
  m1 > w1 1 split
  ! split.done
split s29 to=w1:1
  version=29 splits=29 allocated=29
  m1 > w1 1 split
  ! split.done
split s30 to=w1:1
  version=30 splits=30 allocated=30
  m1 > w1 1 split
  ! split.done
split s31 to=w1:1
  version=31 splits=31 allocated=31
  m1 > w1 1 split
  ! split.done
split s32 to=w1:1
  version=32 splits=32 allocated=32
  m1 > w1 1 split
  ! split.done
split s33 to=w1:1
  version=33 splits=33 allocated=33
  m1 > w1 1 split
  ! split.done
split s34 to=w1:1
  version=34 splits=34 allocated=34
  m1 > w1 1 split
  ! split.done
split s35 to=w1:1
  version=35 splits=35 allocated=35
  m1 > w1 1 split
  ! split.done
split s36 to=w1:1
  version=36 splits=36 allocated=36
  m1 > w1 1 split
  ! split.done
split s37 to=w1:1
  version=37 splits=37 allocated=37
  m1 > w1 1 split
  ! split.done
split s38 to=w1:1
  version=38 splits=38 allocated=38
  m1 > w1 1 split
  ! split.done
split s39 to=w1:1
  version=39 splits=39 allocated=39
  m1 > w1 1 split
  ! split.done
split s40 to=w1:1
  version=40 splits=40 allocated=40
  m1 > w1 1 split
  ! split.done
split s41 to=w1:1
  version=41 splits=41 allocated=41
  m1 > w1 1 split
  ! split.done
split s42 to=w1:1
  version=42 splits=42 allocated=42
  m1 > w1 1 split
  ! split.done
split s43 to=w1:1
  version=43 splits=43 allocated=43
  m1 > w1 1 split
  ! split.done
split s44 to=w1:1
  version=44 splits=44 allocated=44
  m1 > w1 1 split
  ! split.done
split s45 to=w1:1
  version=45 splits=45 allocated=45
  m1 > w1 1 split
  ! split.done
split s46 to=w1:1
  version=46 splits=46 allocated=46
  m1 > w1 1 split
  ! split.done
split s47 to=w1:1
  version=47 splits=47 allocated=47
  m1 > w1 1 split
  ! split.done
split s48 to=w1:1
  version=48 splits=48 allocated=48
  m1 > w1 1 split
  ! split.done
split s49 to=w1:1
  version=49 splits=49 allocated=49
  m1 > w1 1 split
  ! split.done
split s50 to=w1:1
  version=50 splits=50 allocated=50
  m1 > w1 1 split
  ! split.done
split s51 to=w1:1
  refused exhausted too_many_splits
