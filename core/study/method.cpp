// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/method.h"

#include <algorithm>

namespace pitlane {

namespace {

std::vector<MethodInfo> makeMethods()
{
    return {
        {.id = "pit-tc23",
         .title = "PIT (TC'23)",
         .explanation = "Binary masks on channels, old taps and dilations of every layer are trained together with the "
                        "weights of one network.",
         .citation = "M. Risso et al., Lightweight Neural Architecture Search for Temporal Convolutional Networks at "
                     "the Edge, IEEE Transactions on Computers 72(3), 2023, doi 10.1109/TC.2022.3177955",
         .searches = "channels, receptive field and dilation",
         .channels = true,
         .field = true,
         .dilation = true,
         .removesBranches = true},
        {.id = "pit-dac21",
         .title = "PIT (DAC'21)",
         .explanation = "Products of binary parameters choose the dilation of every layer under a lasso regulariser; "
                        "field and channels stay.",
         .citation = "M. Risso et al., Pruning In Time (PIT): A Lightweight Network Architecture Optimizer for "
                     "Temporal Convolutional Networks, DAC 2021, doi 10.1109/DAC18074.2021.9586187",
         .searches = "dilation",
         .dilation = true,
         .knobs = {{.field = "warmup.epochs",
                    .flag = "--warmup-epochs",
                    .explanation = "How long the weights train before the dilations may move, in epochs at most."}}},
        {.id = "morphnet",
         .title = "MorphNet",
         .explanation = "Batch-norm scales pay for what their channels cost; channels whose scale ends below a threshold "
                        "go.",
         .citation = "A. Gordon et al., MorphNet: Fast & Simple Resource-Constrained Structure Learning of Deep "
                     "Networks, CVPR 2018",
         .searches = "channels in front of a batch-norm",
         .channels = true,
         .removesBranches = true,
         .needsNorm = true,
         .knobs = {{.field = "morphnet.threshold",
                    .flag = "--morphnet-threshold",
                    .explanation = "A channel is removed when its batch-norm scale ends below this value."}}},
        {.id = "fbnetv2",
         .title = "FBNetV2 channel masks",
         .explanation = "Every layer blends nested channel masks by Gumbel-softmax while the temperature falls; the "
                        "likeliest wins.",
         .citation = "A. Wan et al., FBNetV2: Differentiable Neural Architecture Search for Spatial and Channel "
                     "Dimensions, CVPR 2020",
         .searches = "channels",
         .channels = true,
         .knobs = {{.field = "fbnetv2.choices",
                    .flag = "--fbnet-choices",
                    .explanation = "Channel counts to choose from in each layer: 4 is coarse, 0 is fine, every count."},
                   {.field = "fbnetv2.temperatureStart",
                    .flag = "--fbnet-temperature",
                    .explanation = "Temperature of the Gumbel-softmax at the start of the search."},
                   {.field = "fbnetv2.temperatureEnd",
                    .flag = "--fbnet-temperature-end",
                    .explanation = "Its temperature at the end, reached with equal ratios."}}},
        {.id = "proxylessnas",
         .title = "ProxylessNAS",
         .explanation = "Each step draws one of a few paths of every layer and moves the odds of two; all paths share "
                        "the seed's weights.",
         .citation = "H. Cai, L. Zhu, S. Han, ProxylessNAS: Direct Neural Architecture Search on Target Task and "
                     "Hardware, ICLR 2019",
         .searches = "channels, receptive field, dilation, alone or combined",
         .channels = true,
         .field = true,
         .dilation = true,
         .knobs = {{.field = "proxylessnas.paths",
                    .flag = "--proxyless-paths",
                    .explanation = "Choices of each searched hyper-parameter; 0: 4 of a single one, 2 of each when "
                                   "they are combined (8 paths for all three)."}}},
        {.id = "seed",
         .title = "Seed, plainly trained",
         .explanation = "The warm-up itself: the seed trained on its labels without masks.",
         .citation = {},
         .searches = "nothing",
         .kind = MethodKind::Reference},
        {.id = "hand-tuned",
         .title = "Hand-tuned network, plainly trained",
         .explanation = "The network that experts had tuned by hand, trained like the seed and fine-tuned.",
         .citation = {},
         .searches = "nothing",
         .kind = MethodKind::Reference},
    };
}

} // namespace

const std::vector<MethodInfo>& methods()
{
    static const auto list = makeMethods();
    return list;
}

const MethodInfo* methodNamed(std::string_view id)
{
    const auto& list = methods();
    const auto found = std::ranges::find(list, id, &MethodInfo::id);
    return found == list.end() ? nullptr : &*found;
}

std::string searchMethodIds()
{
    std::string text;
    for (const auto& method : methods())
        if (method.kind == MethodKind::Search)
            text += (text.empty() ? "" : ", ") + method.id;
    return text;
}

const std::vector<MaskPreset>& maskPresets()
{
    static const std::vector<MaskPreset> list{
        {.id = "all", .title = "Channels, field and dilation", .explanation = "Everything is searched at once."},
        {.id = "channels-only",
         .title = "Channels only",
         .explanation = "Filters are removed; every filter keeps its taps.",
         .field = false,
         .dilation = false},
        {.id = "field-only",
         .title = "Receptive field only",
         .explanation = "The oldest taps are removed; channels and dilations stay.",
         .channels = false,
         .dilation = false},
        {.id = "dilation-only",
         .title = "Dilation only",
         .explanation = "Taps are thinned out; channels and receptive fields stay.",
         .channels = false,
         .field = false},
    };
    return list;
}

} // namespace pitlane
