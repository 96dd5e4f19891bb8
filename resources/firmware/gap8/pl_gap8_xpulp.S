# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: Apache-2.0
#
# The inner loops of pl_gap8_kernels.h in XpulpV2 instructions. The assembler of the GAP SDK knows their names but no
# .insn, Debian's knows .insn but not the names: so they are words, made by the macros below from register numbers, and
# both take this file. No compressed instructions, for they must not stand in a hardware loop.

    .option norvc
    .text
    .balign 4

.equ n_x0,0
.equ n_ra,1
.equ n_t0,5
.equ n_t1,6
.equ n_t2,7
.equ n_s0,8
.equ n_s1,9
.equ n_a0,10
.equ n_a1,11
.equ n_a2,12
.equ n_a3,13
.equ n_a4,14
.equ n_a5,15
.equ n_a6,16
.equ n_a7,17
.equ n_s2,18
.equ n_s3,19
.equ n_s4,20
.equ n_s5,21
.equ n_s6,22
.equ n_s7,23
.equ n_s8,24
.equ n_s9,25
.equ n_s10,26
.equ n_s11,27
.equ n_t3,28
.equ n_t4,29
.equ n_t5,30
.equ n_t6,31

# word with the fields of an R-type instruction
.macro xp match,rd,rs1,rs2
    .word \match|(n_\rd<<7)|(n_\rs1<<15)|(n_\rs2<<20)
.endm
.macro p_lw rd,rs                     # p.lw rd,4(rs!)
    .word 0x0040200b|(n_\rd<<7)|(n_\rs<<15)
.endm
.macro p_lb rd,rs                     # p.lb rd,1(rs!)
    .word 0x0010000b|(n_\rd<<7)|(n_\rs<<15)
.endm
.macro p_sb rd,rs                     # p.sb rd,1(rs!)
    xp    0x000000ab,x0,\rs,\rd
.endm
.macro sdot rd,rs1,rs2                # pv.sdotsp.b: rd += dot product of 4 signed bytes
    xp    0xb8001057,\rd,\rs1,\rs2
.endm
.macro p_addrn rd,rs1,rs2,bits        # rd = (rs1 + rs2 + half) >> bits
    xp    (0x0000605b|(\bits<<25)),\rd,\rs1,\rs2
.endm
.macro p_addnr rd,rs1,rs2             # rd = (rd + rs1) >> rs2
    xp    0x4000205b,\rd,\rs1,\rs2
.endm
.macro p_subnr rd,rs1,rs2             # rd = (rd - rs1) >> rs2
    xp    0x4000305b,\rd,\rs1,\rs2
.endm
.macro p_clip8 rd                     # to -128..127
    .word 0x14801033|(n_\rd<<7)|(n_\rd<<15)
.endm
.macro p_max rd,rs1,rs2
    xp    0x04006033,\rd,\rs1,\rs2
.endm
.macro p_min rd,rs1,rs2
    xp    0x04004033,\rd,\rs1,\rs2
.endm
.macro lp_setup l,rs,n                # the next n instructions, rs times
    .word 0x0000407b|(\l<<7)|(n_\rs<<15)|((2*\n)<<20)
.endm

# Saves or restores what belongs to the caller, from sp + \at on.
.macro saved op,at
    \op   ra,\at+0(sp)
    \op   s0,\at+4(sp)
    \op   s1,\at+8(sp)
    \op   s2,\at+12(sp)
    \op   s3,\at+16(sp)
    \op   s4,\at+20(sp)
    \op   s5,\at+24(sp)
    \op   s6,\at+28(sp)
    \op   s7,\at+32(sp)
    \op   s8,\at+36(sp)
    \op   s9,\at+40(sp)
    \op   s10,\at+44(sp)
    \op   s11,\at+48(sp)
.endm

# One output of a block: t0 = 64 (rounding + zero point), t1 = multiplier, t2 = shift. The sum is scaled by 2^7, so that
# mulh keeps 6 bits of fraction; p.addRN by 6 is TensorFlow Lite's first rounding, exact while |sum| < 2^24. The second
# rounds halves away from zero: one less for negative sums.
.macro finish sum,y,lane,clamp,low=ra,high=t3
    slli  \sum,\sum,7
    mulh  t4,\sum,t1
    srai  t5,\sum,31
    p_addrn t4,t4,t0,6
    p_addnr t4,t5,t2
    p_clip8 t4
  .if \clamp
    p_max t4,t4,\low
    p_min t4,t4,\high
  .endif
    sb    t4,\lane(\y)
.endm
.macro finish_channel lane,s_0,s_1,s_2,s_3,clamp
    lw    t0,16+12*\lane(t6)
    lw    t1,20+12*\lane(t6)
    lw    t2,24+12*\lane(t6)
    finish \s_0,a0,\lane,\clamp
    finish \s_1,a1,\lane,\clamp
    finish \s_2,a2,\lane,\clamp
    finish \s_3,a3,\lane,\clamp
.endm
# Goes to 3f behind the last channel there is.
.macro last_channel count
    lw    t5,48(sp)
    li    t4,\count
    beq   t5,t4,3f
.endm
.macro finish_some clamp
    finish_channel 0,s0,s1,s2,s3,\clamp
    last_channel 1
    finish_channel 1,s4,s5,s6,s7,\clamp
    last_channel 2
    finish_channel 2,s8,s9,s10,s11,\clamp
    last_channel 3
    finish_channel 3,a4,a5,a6,a7,\clamp
.endm

# void pl_gap8_run_blocks(const pl_gap8_block *)
# Sums of channel 0: s0..s3 for four steps, of 1: s4..s7, of 2: s8..s11, of 3: a4..a7. x of the steps: a0..a3.
# The fields of the block are copied to sp + 0 .. sp + 52.
    .globl pl_gap8_run_blocks
    .type pl_gap8_run_blocks,@function
pl_gap8_run_blocks:
    addi  sp,sp,-112
    saved sw,56
    li    t1,14
    mv    t2,sp
    lp_setup 0,t1,3
    p_lw  t0,a0
    sw    t0,0(t2)
    addi  t2,t2,4
1:  lw    a0,0(sp)                    # x
    lw    t0,4(sp)                    # row
    lw    t6,24(sp)                   # bias
    add   a1,a0,t0
    add   a2,a1,t0
    add   a3,a2,t0
    add   t1,a3,t0
    sw    t1,0(sp)                    # x of the next block
    lw    s0,0(t6)
    lw    s4,4(t6)
    lw    s8,8(t6)
    lw    a4,12(t6)
    lw    t6,8(sp)                    # w
    lw    ra,20(sp)                   # skip
    lw    t0,12(sp)                   # taps
    lw    t1,16(sp)                   # words
    mv    s1,s0
    mv    s2,s0
    mv    s3,s0
    mv    s5,s4
    mv    s6,s4
    mv    s7,s4
    mv    s9,s8
    mv    s10,s8
    mv    s11,s8
    mv    a5,a4
    mv    a6,a4
    mv    a7,a4
    lp_setup 1,t0,30                  # taps
    lp_setup 0,t1,24                  # words: 8 loads, 16 dot products, 64 multiply-accumulates
    p_lw  t0,t6
    p_lw  t1,t6
    p_lw  t2,t6
    p_lw  t3,t6
    p_lw  t4,a0
    p_lw  t5,a1
    sdot  s0,t4,t0
    sdot  s4,t4,t1
    sdot  s8,t4,t2
    sdot  a4,t4,t3
    p_lw  t4,a2
    sdot  s1,t5,t0
    sdot  s5,t5,t1
    sdot  s9,t5,t2
    sdot  a5,t5,t3
    p_lw  t5,a3
    sdot  s2,t4,t0
    sdot  s6,t4,t1
    sdot  s10,t4,t2
    sdot  a6,t4,t3
    sdot  s3,t5,t0
    sdot  s7,t5,t1
    sdot  s11,t5,t2
    sdot  a7,t5,t3
    lw    t1,16(sp)
    add   a0,a0,ra
    add   a1,a1,ra
    add   a2,a2,ra
    add   a3,a3,ra
    lw    t4,52(sp)                   # finish
    lw    a0,28(sp)                   # y
    lw    t0,32(sp)                   # y_row
    lw    t6,24(sp)                   # bias
    bnez  t4,2f
    add   a1,a0,t0
    add   a2,a1,t0
    add   a3,a2,t0
    add   t3,a3,t0
    sw    t3,28(sp)
    lw    ra,36(sp)                   # y_end
    finish_channel 0,s0,s1,s2,s3,0
    finish_channel 1,s4,s5,s6,s7,0
    finish_channel 2,s8,s9,s10,s11,0
    finish_channel 3,a4,a5,a6,a7,0
    bne   t3,ra,1b
    j     4f
2:  li    t5,3
    beq   t4,t5,5f
    add   a1,a0,t0
    add   a2,a1,t0
    add   a3,a2,t0
    add   t3,a3,t0
    sw    t3,28(sp)
    li    t5,2
    beq   t4,t5,6f
    finish_some 0
3:  lw    t3,28(sp)
    lw    ra,36(sp)
    bne   t3,ra,1b
    j     4f
6:  lw    ra,40(sp)                   # lower
    lw    t3,44(sp)                   # upper
    finish_some 1
3:  lw    t3,28(sp)
    lw    ra,36(sp)
    bne   t3,ra,1b
4:  saved lw,56
    addi  sp,sp,112
    ret
5:  sw    s0,0(a0)
    sw    s1,4(a0)
    sw    s2,8(a0)
    sw    s3,12(a0)
    sw    s4,16(a0)
    sw    s5,20(a0)
    sw    s6,24(a0)
    sw    s7,28(a0)
    sw    s8,32(a0)
    sw    s9,36(a0)
    sw    s10,40(a0)
    sw    s11,44(a0)
    sw    a4,48(a0)
    sw    a5,52(a0)
    sw    a6,56(a0)
    sw    a7,60(a0)
    j     4b
    .size pl_gap8_run_blocks,.-pl_gap8_run_blocks

# One output of a column: lane \lane of y in a1, words of its channel at a0, limits in a3 and a4.
.macro finish_lane lane,sum
    lw    t0,16+12*\lane(a0)
    lw    t1,20+12*\lane(a0)
    lw    t2,24+12*\lane(a0)
    finish \sum,a1,\lane,1,a3,a4
.endm

# void pl_gap8_run_column(const pl_gap8_column *)
    .globl pl_gap8_run_column
    .type pl_gap8_run_column,@function
pl_gap8_run_column:
    mv    a5,a0
    lw    t0,20(a5)                   # bias
    lw    t1,8(a5)                    # taps
    lw    a3,12(a5)                   # words
    lw    a4,16(a5)                   # skip
    lw    a1,4(a5)                    # w
    lw    a0,0(a5)                    # x
    li    a2,0
    li    a6,0
    li    a7,0
    li    t6,0
    beqz  t0,1f
    lw    a2,0(t0)
    lw    a6,4(t0)
    lw    a7,8(t0)
    lw    t6,12(t0)
1:  lp_setup 1,t1,12                  # taps
    lp_setup 0,a3,9                   # words
    p_lw  t0,a0
    p_lw  t1,a1
    p_lw  t2,a1
    p_lw  t3,a1
    p_lw  t4,a1
    sdot  a2,t0,t1
    sdot  a6,t0,t2
    sdot  a7,t0,t3
    sdot  t6,t0,t4
    add   a0,a0,a4
    nop                               # the outer loop ends two instructions behind the inner one
    lw    a0,20(a5)                   # bias
    lw    a1,24(a5)                   # y
    lw    a3,28(a5)                   # lower
    lw    a4,32(a5)                   # upper
    beqz  a0,2f
    finish_lane 0,a2
    finish_lane 1,a6
    finish_lane 2,a7
    finish_lane 3,t6
    ret
2:  sw    a2,0(a1)
    sw    a6,4(a1)
    sw    a7,8(a1)
    sw    t6,12(a1)
    ret
    .size pl_gap8_run_column,.-pl_gap8_run_column

# An input of a sum: \high = (\value - zero) 2^20 times its factor, rounded as in TensorFlow Lite. (\value - zero) << 22 times the multiplier, high word, is the product with one bit
# of fraction; p.addRN by 1 is the first rounding and brings the half of the second.
.macro scaled value,high,zero,multiplier,round,sign,shift
    slli  \value,\value,22
    add   \value,\value,\zero
    mulh  \high,\value,\multiplier
    slt   \value,\value,\sign
    p_addrn \high,\high,\round,1
    p_subnr \high,\value,\shift
.endm

# void pl_gap8_run_sum(const pl_gap8_sum_line *)
    .globl pl_gap8_run_sum
    .type pl_gap8_run_sum,@function
pl_gap8_run_sum:
    addi  sp,sp,-64
    saved sw,8
    mv    t6,a0
    lw    a0,0(t6)                    # x
    lw    a1,4(t6)                    # x2
    lw    a2,8(t6)                    # y
    lw    a3,12(t6)                   # count
    lw    a4,16(t6)                   # zero
    lw    a5,20(t6)
    lw    a6,24(t6)                   # round
    lw    a7,28(t6)
    lw    s0,32(t6)
    lw    s1,36(t6)                   # sign
    lw    s2,40(t6)
    lw    s3,44(t6)                   # multiplier
    lw    s4,48(t6)
    lw    s5,52(t6)
    lw    s6,56(t6)                   # shift
    lw    s7,60(t6)
    lw    s8,64(t6)
    lw    s9,68(t6)                   # lower
    lw    s10,72(t6)                  # upper
    lp_setup 0,a3,24
    p_lb  t0,a0
    p_lb  t1,a1
    scaled t0,t2,a4,s3,a6,s1,s6
    scaled t1,t3,a5,s4,a7,s2,s7
    add   t2,t2,t3
    slli  t0,t2,2
    mulh  t4,t0,s5
    srai  t5,t2,31
    p_addrn t4,t4,s0,1
    p_addnr t4,t5,s8
    p_clip8 t4
    p_max t4,t4,s9
    p_min t4,t4,s10
    p_sb  t4,a2
    saved lw,8
    addi  sp,sp,64
    ret
    .size pl_gap8_run_sum,.-pl_gap8_run_sum
