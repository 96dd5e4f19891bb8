/* SPDX-FileCopyrightText: 2026 The Pitlane authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* NUCLEO-H743ZI2 as it comes out of reset (64 MHz from the internal oscillator), with both caches on, text on the
 * serial port of its ST-LINK (USART3, PD8, 115200 baud, 8N1) and the cycle counter of the processor. */
#include "pl_platform.h"

#define REGISTER(address) (*(volatile uint32_t*)(address))

#define RCC_AHB4ENR REGISTER(0x580244E0)
#define RCC_APB1LENR REGISTER(0x580244E8)
#define GPIOD_MODER REGISTER(0x58020C00)
#define GPIOD_AFRH REGISTER(0x58020C24)
#define USART3_CR1 REGISTER(0x40004800)
#define USART3_BRR REGISTER(0x4000480C)
#define USART3_ISR REGISTER(0x4000481C)
#define USART3_TDR REGISTER(0x40004828)

#define SCB_CCR REGISTER(0xE000ED14)
#define SCB_CCSIDR REGISTER(0xE000ED80)
#define SCB_CSSELR REGISTER(0xE000ED84)
#define SCB_ICIALLU REGISTER(0xE000EF50)
#define SCB_DCISW REGISTER(0xE000EF60)
#define DEMCR REGISTER(0xE000EDFC)
#define DWT_CTRL REGISTER(0xE0001000)
#define DWT_CYCCNT REGISTER(0xE0001004)
#define DWT_LAR REGISTER(0xE0001FB0)

static uint32_t last_count, count_wraps;

static void barrier(void)
{
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

static void caches_on(void)
{
    uint32_t sets, ways, set, way;
    SCB_ICIALLU = 0;
    barrier();
    SCB_CCR |= 1u << 17;
    barrier();
    SCB_CSSELR = 0;
    barrier();
    sets = (SCB_CCSIDR >> 13) & 0x7FFF;
    ways = (SCB_CCSIDR >> 3) & 0x3FF;
    for (set = 0; set <= sets; ++set) {
        for (way = 0; way <= ways; ++way)
            SCB_DCISW = set << 5 | way << 30;
    }
    barrier();
    SCB_CCR |= 1u << 16;
    barrier();
}

void pl_board_init(void)
{
    caches_on();
    RCC_AHB4ENR |= 1u << 3;
    RCC_APB1LENR |= 1u << 18;
    (void)RCC_APB1LENR;
    GPIOD_MODER = (GPIOD_MODER & ~(3u << 16)) | 2u << 16;
    GPIOD_AFRH = (GPIOD_AFRH & ~0xFu) | 7u;
    USART3_BRR = 64000000 / 115200;
    USART3_CR1 = 1u << 3 | 1u;
}

static void put(char letter)
{
    while ((USART3_ISR & 1u << 7) == 0) {
    }
    USART3_TDR = (uint32_t)(unsigned char)letter;
}

void pl_put_text(const char* text)
{
    for (; *text != 0; ++text) {
        if (*text == '\n')
            put('\r');
        put(*text);
    }
}

void pl_exit(int code)
{
    pl_put_text("The program has ended with code ");
    pl_put_number(code);
    pl_put_text(".\n");
    for (;;) {
    }
}

void pl_count_start(void)
{
    DEMCR |= 1u << 24;
    DWT_LAR = 0xC5ACCE55u;
    DWT_CYCCNT = 0;
    DWT_CTRL |= 1u;
    last_count = 0;
    count_wraps = 0;
}

/* Has to be asked at least once in 2^32 cycles. */
uint64_t pl_count(void)
{
    const uint32_t now = DWT_CYCCNT;
    if (now < last_count)
        ++count_wraps;
    last_count = now;
    return (uint64_t)count_wraps << 32 | now;
}
