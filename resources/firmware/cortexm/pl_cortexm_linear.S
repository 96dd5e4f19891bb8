/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The two loops of pl_cortexm_linear(). Weight words of the first one are 256 w1 + w0, as pl_cortexm_core.inc says. */
    .syntax unified
    .thumb

/* void pl_cortexm_linear4(call): r0 = {x, end of x, weights, nothing, four sums}; x is widened, a multiple of 8 words;
 * the sums of outputs 0, 2, 1, 3 go on from where they stand. */
    .section .text.pl_cortexm_linear4,"ax",%progbits
    .global pl_cortexm_linear4
    .type pl_cortexm_linear4,%function
    .balign 8
    .thumb_func
pl_cortexm_linear4:
    push  {r0,r4-r11,lr}
    ldm   r0,{r1-r4}
    add   r5,r0,#16
    ldm   r5,{r5-r8}
    mov   r9,r5
    mov   r10,r6
1:  .rept 4
    ldrd  r4,lr,[r1],#8
    ldrd  r11,r12,[r3],#8
    smlad r9,r11,r4,r9
    smlad r10,r12,r4,r10
    sxtb16 r11,r11
    sxtb16 r12,r12
    smlad r5,r11,r4,r5
    smlad r6,r12,r4,r6
    ldrd  r11,r12,[r3],#8
    smlad r9,r11,lr,r9
    smlad r10,r12,lr,r10
    sxtb16 r11,r11
    sxtb16 r12,r12
    smlad r5,r11,lr,r5
    smlad r6,r12,lr,r6
    .endr
    cmp   r1,r2
    bne   1b
    sub   r9,r9,r5
    sub   r10,r10,r6
    add   r7,r7,r9,asr #8
    add   r8,r8,r10,asr #8
    ldr   r0,[sp],#4
    add   r0,r0,#16
    stm   r0,{r5-r8}
    pop   {r4-r11,pc}
    .size pl_cortexm_linear4,.-pl_cortexm_linear4

/* Eight inputs of one output: r0 = x (8 bits, any address), r1 = weights as pairs (0, 2), (1, 3) of 16 bits. */
.macro pl_linear_8
    ldr   r4,[r0],#4
    ldr   r5,[r0],#4
    ldrd  r6,r7,[r1],#8
    ldrd  r8,r9,[r1],#8
    sxtb16 lr,r4
    sxtb16 r4,r4,ror #8
    smlad r3,lr,r6,r3
    smlad r12,r4,r7,r12
    sxtb16 lr,r5
    sxtb16 r5,r5,ror #8
    smlad r3,lr,r8,r3
    smlad r12,r5,r9,r12
.endm

/* int32_t pl_cortexm_linear1(x, weights, groups of eight): the sum of w x. */
    .section .text.pl_cortexm_linear1,"ax",%progbits
    .global pl_cortexm_linear1
    .type pl_cortexm_linear1,%function
    .balign 8
    .thumb_func
pl_cortexm_linear1:
    push  {r4-r9,lr}
    mov   r3,#0
    mov   r12,#0
    subs  r2,r2,#4
    blt   2f
1:  .rept 4
    pl_linear_8
    .endr
    subs  r2,r2,#4
    bge   1b
2:  adds  r2,r2,#4
    beq   4f
3:  pl_linear_8
    subs  r2,r2,#1
    bne   3b
4:  add   r0,r3,r12
    pop   {r4-r9,pc}
    .size pl_cortexm_linear1,.-pl_cortexm_linear1
