/* SPDX-FileCopyrightText: 2026 The Pitlane authors
 * SPDX-License-Identifier: Apache-2.0
 */
#include "pl_gap8.h"

#include "pl_gap8_kernels.h"
#include "pmsis.h"

#define RECORD_HEAD 80 /* bytes of a record before its weights */

typedef struct {
    pl_gap8_step steps[2];
    pl_gap8_job job;
    pl_gap8_network network;
} head;

typedef char head_fits[sizeof(head) <= PL_GAP8_L1_HEAD ? 1 : -1];

typedef struct {
    pi_cl_dma_copy_t copies[PL_GAP8_TRANSFERS + 1];
    pi_cl_ram_req_t requests[PL_GAP8_TRANSFERS];
    int copy_count;
    int request_count;
} transfers;

/* What core 0 has under way; not on the small stacks of the cores. */
static PI_L1 transfers under_way;

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* The part of `count` items that core number `core` does: from *first, up to the value that comes back. */
static int32_t share(int32_t count, int core, int32_t *first)
{
    const int32_t part = (count + PL_GAP8_CORES - 1) / PL_GAP8_CORES;
    *first = smaller(core * part, count);
    return smaller(*first + part, count);
}

static int8_t clamped(int32_t value, const pl_gap8_step *s)
{
    return (int8_t)(value < s->lower ? s->lower : value > s->upper ? s->upper : value);
}

/* ---- requantisation, for any multiplier and shift ---- */

static int32_t rounded_high(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

static int32_t rounded_shift(int32_t value, int32_t shift)
{
    if (shift == 0) {
        return value;
    }
    if (shift > 31) {
        return 0;
    }
    const int32_t mask = (int32_t)((1u << shift) - 1);
    const int32_t half = (mask >> 1) + (value < 0);
    return (value >> shift) + ((value & mask) > half);
}

/* One output of a record: `p` are the three words of its channel. */
static int32_t finished(int32_t sum, const int32_t *p, int32_t exact)
{
    if (exact) {
        const int32_t left = p[2] > 0 ? p[2] : 0;
        const int32_t scaled = (int32_t)((uint32_t)sum << left);
        return rounded_shift(rounded_high(scaled, p[1]), left - p[2]) + p[0];
    }
    return (rounded_high(sum, p[1]) + (sum >> 31) + p[0] / 64) >> p[2];
}

/* ---- operations; each core does its part ---- */

static const int32_t *record_of(const int8_t *l1, const pl_gap8_step *s, int32_t group)
{
    return (const int32_t *)(const void *)(l1 + s->w + group * s->group_bytes);
}

/* A step of one record. The lanes beyond the channels get bytes too; the row has place for them. */
static void finished_column(pl_gap8_column *column, const pl_gap8_step *s, const int32_t *record, int8_t *y)
{
    int32_t sums[4];
    column->lower = s->lower;
    column->upper = s->upper;
    column->bias = record[0] ? 0 : record + 4;
    column->y = record[0] ? (int8_t *)(void *)sums : y;
    pl_gap8_run_column(column);
    for (int32_t c = 0; record[0] && c < 4; ++c) {
        y[c] = clamped(finished(sums[c] + record[4 + c], record + 8 + 3 * c, 1), s);
    }
}

/* Fewer than four steps: one column after the other. */
static void conv_columns(int8_t *l1, const pl_gap8_step *s, int core)
{
    int32_t item;
    const int32_t end = share(s->groups * s->steps, core, &item);
    pl_gap8_column column;
    column.taps = s->taps;
    column.words = s->tap_words;
    column.skip = s->tap_skip;
    for (; item < end; ++item) {
        const int32_t group = item / s->steps;
        const int32_t step = item - group * s->steps;
        const int32_t *record = record_of(l1, s, group);
        column.x = l1 + s->x + step * s->x_row;
        column.w = (const int8_t *)record + RECORD_HEAD;
        finished_column(&column, s, record, l1 + s->y + step * s->y_row + 4 * group);
    }
}

static void conv_exact_block(pl_gap8_block *block, const pl_gap8_step *s)
{
    int32_t sums[16];
    int8_t *y = block->y;
    block->y = (int8_t *)(void *)sums;
    pl_gap8_run_blocks(block);
    block->y = y;
    for (int32_t step = 0; step < 4; ++step, y += block->y_row) {
        for (int32_t c = 0; c < block->channels; ++c) {
            y[c] = clamped(finished(sums[4 * c + step], block->bias + 4 + 3 * c, 1), s);
        }
    }
}

/* Blocks `first` to `end` of one record; what is left over at the end of the steps is a block of the last four. */
static void conv_blocks(int8_t *l1, const pl_gap8_step *s, pl_gap8_block *block, int32_t group, int32_t first,
                        int32_t end)
{
    const int32_t whole = s->steps / 4;
    const int exact = block->finish == PL_GAP8_FINISH_RAW;
    const int8_t *x = l1 + s->x;
    int8_t *y = l1 + s->y + 4 * group;
    int32_t at = first;
    while (at < end) {
        const int32_t step = at < whole ? 4 * at : s->steps - 4;
        const int32_t blocks = exact || at >= whole ? 1 : smaller(end, whole) - at;
        block->x = x + step * s->x_row;
        block->y = y + step * s->y_row;
        block->y_end = block->y + 4 * blocks * s->y_row;
        if (exact) {
            conv_exact_block(block, s);
        } else {
            pl_gap8_run_blocks(block);
        }
        at += blocks;
    }
}

static void conv(int8_t *l1, const pl_gap8_step *s, int core)
{
    if (s->steps < 4) {
        conv_columns(l1, s, core);
        return;
    }
    const int32_t blocks = (s->steps + 3) / 4;
    int32_t item;
    const int32_t end = share(s->groups * blocks, core, &item);
    pl_gap8_block block;
    block.row = s->x_row;
    block.taps = s->taps;
    block.words = s->tap_words;
    block.skip = s->tap_skip;
    block.y_row = s->y_row;
    block.lower = s->lower;
    block.upper = s->upper;
    int32_t group = item / blocks;
    int32_t first = item - group * blocks;
    while (item < end) {
        const int32_t count = smaller(blocks - first, end - item);
        const int32_t *record = record_of(l1, s, group);
        block.w = (const int8_t *)record + RECORD_HEAD;
        block.bias = record + 4;
        block.channels = smaller(4, s->channels - 4 * group);
        block.finish = record[0]                              ? PL_GAP8_FINISH_RAW
                       : s->lower > -128 || s->upper < 127    ? PL_GAP8_FINISH_CLAMP
                       : block.channels < 4                   ? PL_GAP8_FINISH_SOME
                                                              : PL_GAP8_FINISH_FOUR;
        conv_blocks(l1, s, &block, group, first, first + count);
        item += count;
        ++group;
        first = 0;
    }
}

/* With fewer records than cores, several cores share the words of a record; their sums meet in `scratch`. */
static void linear_in_parts(int8_t *l1, const pl_gap8_step *s, int core)
{
    const int32_t parts = PL_GAP8_CORES / s->groups;
    const int32_t part_words = (s->tap_words + parts - 1) / parts;
    int32_t *scratch = (int32_t *)(void *)(l1 + s->scratch);
    if (core < s->groups * parts) {
        const int32_t group = core / parts;
        const int32_t first = smaller((core - group * parts) * part_words, s->tap_words);
        int32_t *sums = scratch + 4 * core;
        pl_gap8_column column;
        column.x = l1 + s->x + 4 * first;
        column.w = (const int8_t *)record_of(l1, s, group) + RECORD_HEAD + 16 * first;
        column.taps = 1;
        column.words = smaller(part_words, s->tap_words - first);
        column.skip = 0;
        column.bias = 0;
        column.y = (int8_t *)(void *)sums;
        if (column.words > 0) {
            pl_gap8_run_column(&column);
        } else {
            sums[0] = sums[1] = sums[2] = sums[3] = 0;
        }
    }
    pi_cl_team_barrier();
    for (int32_t c = core; c < s->channels; c += PL_GAP8_CORES) {
        const int32_t group = c >> 2;
        const int32_t lane = c & 3;
        const int32_t *record = record_of(l1, s, group);
        const int32_t *sums = scratch + 4 * parts * group + lane;
        int32_t sum = record[4 + lane];
        for (int32_t part = 0; part < parts; ++part) {
            sum += sums[4 * part];
        }
        l1[s->y + c] = clamped(finished(sum, record + 8 + 3 * lane, record[0]), s);
    }
}

/* Some of the words; sums wait in `scratch` for the last part. */
static void linear_part(int8_t *l1, const pl_gap8_step *s, int core)
{
    int32_t sums[4];
    pl_gap8_column column;
    column.x = l1 + s->x;
    column.taps = 1;
    column.words = s->tap_words;
    column.skip = 0;
    column.bias = 0;
    column.y = (int8_t *)(void *)sums;
    for (int32_t group = core; group < s->groups; group += PL_GAP8_CORES) {
        const int32_t *record = record_of(l1, s, group);
        int32_t *waiting = (int32_t *)(void *)(l1 + s->scratch) + 4 * group;
        int8_t *y = l1 + s->y + 4 * group;
        column.w = (const int8_t *)record + RECORD_HEAD;
        pl_gap8_run_column(&column);
        for (int32_t c = 0; c < 4; ++c) {
            waiting[c] = sums[c] + (s->x2 & PL_GAP8_FIRST_PART ? record[4 + c] : waiting[c]);
            if (s->x2 & PL_GAP8_LAST_PART) {
                y[c] = clamped(finished(waiting[c], record + 8 + 3 * c, record[0]), s);
            }
        }
    }
}

static void linear(int8_t *l1, const pl_gap8_step *s, int core)
{
    if (s->x2 & PL_GAP8_PART) {
        linear_part(l1, s, core);
        return;
    }
    if (2 * s->groups <= PL_GAP8_CORES) {
        linear_in_parts(l1, s, core);
        return;
    }
    pl_gap8_column column;
    column.x = l1 + s->x;
    column.taps = 1;
    column.words = s->tap_words;
    column.skip = 0;
    for (int32_t group = core; group < s->groups; group += PL_GAP8_CORES) {
        const int32_t *record = record_of(l1, s, group);
        column.w = (const int8_t *)record + RECORD_HEAD;
        finished_column(&column, s, record, l1 + s->y + 4 * group);
    }
}

static void add(int8_t *l1, const pl_gap8_step *s, int core)
{
    const pl_gap8_add_parameters *p = (const pl_gap8_add_parameters *)(const void *)(l1 + s->w);
    int32_t first;
    const int32_t end = 4 * share(s->steps * s->groups, core, &first);
    first *= 4;
    if (first >= end) {
        return;
    }
    if (p->quick) {
        pl_gap8_sum_line line;
        line.x = l1 + s->x + first;
        line.x2 = l1 + s->x2 + first;
        line.y = l1 + s->y + first;
        line.count = end - first;
        for (int i = 0; i < 3; ++i) {
            line.multiplier[i] = p->multiplier[i];
            line.shift[i] = p->shift[i];
            line.round[i] = p->quick_round[i];
        }
        for (int i = 0; i < 2; ++i) {
            line.zero[i] = p->quick_zero[i];
            line.sign[i] = p->quick_sign[i];
        }
        line.lower = s->lower;
        line.upper = s->upper;
        pl_gap8_run_sum(&line);
        return;
    }
    for (int32_t i = first; i < end; ++i) {
        int32_t sum = 0;
        for (int input = 0; input < 2; ++input) {
            const int32_t value = (l1[(input == 0 ? s->x : s->x2) + i] - p->zero[input]) * (1 << 20);
            sum += rounded_shift(rounded_high(value, p->multiplier[input]), p->shift[input]);
        }
        l1[s->y + i] = clamped(rounded_shift(rounded_high(sum, p->multiplier[2]), p->shift[2]) + p->zero[2], s);
    }
}

static int32_t mean_of(int32_t sum, int32_t count)
{
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

static void pool(int8_t *l1, const pl_gap8_step *s, int core)
{
    int32_t item;
    const int32_t end = share(s->steps * s->groups, core, &item);
    const int32_t row = 4 * s->groups;
    int32_t step = item / s->groups;
    int32_t word = item - step * s->groups;
    for (; item < end; ++item) {
        const int8_t *x = l1 + s->x + step * s->x_row + 4 * word;
        int8_t *y = l1 + s->y + step * s->y_row + 4 * word;
        int32_t v[4];
        for (int c = 0; c < 4; ++c) {
            v[c] = x[c];
        }
        for (int32_t k = 1; k < s->taps; ++k) {
            x += row;
            for (int c = 0; c < 4; ++c) {
                if (s->kind == PL_GAP8_AVERAGE) {
                    v[c] += x[c];
                } else if (x[c] > v[c]) {
                    v[c] = x[c];
                }
            }
        }
        for (int c = 0; c < 4; ++c) {
            if (s->kind == PL_GAP8_AVERAGE) {
                v[c] = mean_of(v[c], s->taps);
            }
            y[c] = clamped(v[c], s);
        }
        if (++word == s->groups) {
            word = 0;
            ++step;
        }
    }
}

/* Each core has words of its own, in all parts the same. */
static void mean(int8_t *l1, const pl_gap8_step *s, int core)
{
    int32_t word;
    const int32_t end = share(s->groups, core, &word);
    for (; word < end; ++word) {
        int32_t *sums = (int32_t *)(void *)(l1 + s->scratch) + 4 * word;
        const int8_t *x = l1 + s->x + 4 * word;
        int32_t v[4];
        for (int c = 0; c < 4; ++c) {
            v[c] = s->x2 & PL_GAP8_FIRST_PART ? 0 : sums[c];
        }
        for (int32_t t = 0; t < s->steps; ++t, x += s->x_row) {
            for (int c = 0; c < 4; ++c) {
                v[c] += x[c];
            }
        }
        for (int c = 0; c < 4; ++c) {
            sums[c] = v[c];
            if (s->x2 & PL_GAP8_LAST_PART) {
                l1[s->y + 4 * word + c] = clamped(mean_of(v[c], s->taps), s);
            }
        }
    }
}

static void copy_rows(int8_t *l1, const pl_gap8_step *s, int core)
{
    int32_t step;
    const int32_t end = share(s->steps, core, &step);
    for (; step < end; ++step) {
        const int8_t *x = l1 + s->x + step * s->x_row;
        int8_t *y = l1 + s->y + step * s->y_row;
        for (int32_t c = 0; c < s->channels; ++c) {
            y[c] = x[c];
        }
    }
}

static uint32_t sample(const int8_t *x, const pl_gap8_step *s, int32_t t)
{
    return t >= 0 && t < s->x_rows ? (uint8_t)x[t] : (uint32_t)s->fill_word & 255u;
}

static void spread(int8_t *l1, const pl_gap8_step *s, int core)
{
    int32_t step;
    const int32_t end = share(s->steps, core, &step);
    const int32_t d = s->tap_skip;
    const int8_t *x = l1 + s->x;
    uint32_t *y = (uint32_t *)(void *)(l1 + s->y);
    for (; step < end; ++step) {
        const int32_t t = step - s->x2;
        y[t] = sample(x, s, t) | sample(x, s, t + d) << 8 | sample(x, s, t + 2 * d) << 16 |
               sample(x, s, t + 3 * d) << 24;
    }
}

static void fill(int8_t *l1, const pl_gap8_step *s, int core)
{
    for (int i = 0; i < 2 && s->fill[0][1] + s->fill[1][1] > 0; ++i) {
        int32_t word;
        const int32_t end = share(s->fill[i][1], core, &word);
        int32_t *y = (int32_t *)(void *)(l1 + s->fill[i][0]);
        for (; word < end; ++word) {
            y[word] = s->fill_word;
        }
    }
}

static void operate(int8_t *l1, const pl_gap8_step *s, int core)
{
    switch (s->kind) {
    case PL_GAP8_CONV: conv(l1, s, core); break;
    case PL_GAP8_LINEAR: linear(l1, s, core); break;
    case PL_GAP8_ADD: add(l1, s, core); break;
    case PL_GAP8_AVERAGE:
    case PL_GAP8_MAXIMUM: pool(l1, s, core); break;
    case PL_GAP8_ROWS: copy_rows(l1, s, core); break;
    case PL_GAP8_SPREAD: spread(l1, s, core); break;
    case PL_GAP8_MEAN: mean(l1, s, core); break;
    default: break;
    }
}

/* ---- transfers; core 0 ---- */

static void start_copy(transfers *t, const void *far, void *near, int32_t bytes, int to_l1)
{
    pi_cl_dma_copy_t *copy = &t->copies[t->copy_count++];
    copy->dir = to_l1 ? PI_CL_DMA_DIR_EXT2LOC : PI_CL_DMA_DIR_LOC2EXT;
    copy->merge = 0;
    copy->size = (uint16_t)bytes;
    copy->id = 0;
    copy->ext = (uintptr_t)far;
    copy->loc = (uintptr_t)near;
    pi_cl_dma_memcpy(copy);
}

static void start(transfers *t, const pl_gap8_job *job, const pl_gap8_transfer *list)
{
    t->copy_count = 0;
    t->request_count = 0;
    for (int i = 0; i < PL_GAP8_TRANSFERS; ++i) {
        const pl_gap8_transfer *e = &list[i];
        int8_t *near = job->l1 + e->near;
        switch (e->way) {
        case PL_GAP8_WEIGHTS_TO_L1: start_copy(t, job->network->weights + e->far, near, e->bytes, 1); break;
        case PL_GAP8_INPUT_TO_L1: start_copy(t, job->input + e->far, near, e->bytes, 1); break;
        case PL_GAP8_L2_TO_L1: start_copy(t, job->l2 + e->far, near, e->bytes, 1); break;
        case PL_GAP8_L1_TO_L2: start_copy(t, job->l2 + e->far, near, e->bytes, 0); break;
        case PL_GAP8_L1_TO_OUTPUT: start_copy(t, job->output + e->far, near, e->bytes, 0); break;
        case PL_GAP8_RAM_TO_L2:
            pi_cl_ram_read((struct pi_device *)job->ram, job->ram_base + (uintptr_t)e->far, job->l2 + e->near,
                           (uint32_t)e->bytes, &t->requests[t->request_count++]);
            break;
        default: return; /* the list has ended */
        }
    }
}

static void finish(transfers *t)
{
    for (int i = 0; i < t->copy_count; ++i) {
        pi_cl_dma_wait(&t->copies[i]);
    }
    for (int i = 0; i < t->request_count; ++i) {
        pi_cl_ram_read_wait(&t->requests[i]);
    }
}

static void fetch_step(transfers *t, head *h, int32_t number)
{
    start_copy(t, h->network.steps + number, &h->steps[number & 1], (int32_t)sizeof(pl_gap8_step), 1);
}

/* ---- the walk through the steps ---- */

static void trace(const pl_gap8_job *job, const pl_gap8_step *s, uint32_t spent)
{
    const int32_t layers = job->network->layer_count;
    const int32_t layer = s->layer >= 0 && s->layer < layers ? s->layer : layers;
    if (job->cycles) {
        job->cycles[layer] += spent;
    }
    if (job->sums && layer < layers) {
        uint32_t sum = job->sums[layer];
        for (int32_t t = 0; t < s->check_steps; ++t) {
            for (int32_t c = 0; c < s->check_channels; ++c) {
                sum = pl_gap8_sum(sum, job->l1[s->check + t * s->check_row + c]);
            }
        }
        job->sums[layer] = sum;
    }
}

static void team(void *argument)
{
    head *h = (head *)argument;
    int8_t *l1 = h->job.l1;
    const int core = (int)pi_core_id();
    const int32_t count = h->network.step_count;
    const int traced = h->job.sums || h->job.cycles;
    for (int32_t i = 0; i < count; ++i) {
        const pl_gap8_step *s = &h->steps[i & 1];
        uint32_t before = 0;
        if (core == 0) {
            before = pi_perf_read(PI_PERF_CYCLES);
            start(&under_way, &h->job, s->transfers);
            if (i + 1 < count) {
                fetch_step(&under_way, h, i + 1);
            }
        }
        fill(l1, s, core);
        operate(l1, s, core);
        if (core == 0) {
            finish(&under_way);
        }
        pi_cl_team_barrier();
        if (traced) {
            if (core == 0) {
                trace(&h->job, s, pi_perf_read(PI_PERF_CYCLES) - before);
            }
            pi_cl_team_barrier();
        }
    }
}

void pl_gap8_run(const pl_gap8_job *job)
{
    head *h = (head *)(void *)job->l1;
    h->job = *job;
    h->network = *job->network;
    h->job.network = &h->network;
    for (int32_t layer = 0; job->sums && layer < h->network.layer_count; ++layer) {
        job->sums[layer] = PL_GAP8_SUM_START;
    }
    for (int32_t layer = 0; job->cycles && layer <= h->network.layer_count; ++layer) {
        job->cycles[layer] = 0;
    }
    if (h->network.step_count == 0) {
        return;
    }
    transfers *t = &under_way;
    t->copy_count = 0;
    t->request_count = 0;
    fetch_step(t, h, 0);
    finish(t);
    pi_perf_conf(1 << PI_PERF_CYCLES);
    pi_perf_reset();
    pi_perf_start();
    pi_cl_team_fork(PL_GAP8_CORES, team, h);
    pi_perf_stop();
}
