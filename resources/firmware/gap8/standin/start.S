# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: Apache-2.0
#
# Start of a bare program: on Pitlane's simulator of GAP8's cluster (PL_STANDIN_SIMULATOR), all cores come here; or on
# the `virt` board of qemu-system-riscv32.
    .section .start,"ax"
    .globl _start
_start:
    .option push
    .option norelax
    la    gp,__global_pointer$
    .option pop
    la    sp,standin_stacks_end
#ifdef PL_STANDIN_SIMULATOR
    csrr  t0,mhartid
    slli  t1,t0,12                    # 4 kB a core
    sub   sp,sp,t1
    bnez  t0,standin_worker
#else
    la    t0,standin_bss
    la    t1,standin_bss_end
1:  bgeu  t0,t1,2f
    sw    zero,0(t0)
    addi  t0,t0,4
    j     1b
2:
#endif
    call  main
#ifdef PL_STANDIN_SIMULATOR
    li    a7,0
    ecall
#else
    addi  sp,sp,-16
    li    t0,0x20026                  # the program has ended by itself, with the code in the second word
    sw    t0,0(sp)
    sw    a0,4(sp)
    mv    a1,sp
    li    a0,0x20                     # SYS_EXIT_EXTENDED
    call  standin_semihost
#endif
3:  j     3b

#ifndef PL_STANDIN_SIMULATOR
    .option norvc
    .globl standin_semihost
    .balign 16                        # the three words lie in one page
standin_semihost:
    slli  zero,zero,0x1f
    ebreak
    srai  zero,zero,7
    ret
#endif
