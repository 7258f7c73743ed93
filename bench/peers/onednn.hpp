// A convolution of the network as a bare oneDNN primitive, its tensors in whatever layout oneDNN likes best; without
// bias, activation, or the reorders between layouts that a network would need.
#pragma once

#include "../layers.hpp"

#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <vector>

namespace bench {

enum class direction { forward, data_gradient, kernel_gradient };

/// One direction of one layer, ready to run.
class onednn_primitive {
public:
    onednn_primitive(const convolution& c, std::size_t batch, direction d)
        : engine_(dnnl::engine::kind::cpu, 0), stream_(engine_) {
        if (c.transposed) {
            build<dnnl::deconvolution_forward, dnnl::deconvolution_backward_data, dnnl::deconvolution_backward_weights>(
                c, batch, d, dnnl::algorithm::deconvolution_direct);
        } else {
            build<dnnl::convolution_forward, dnnl::convolution_backward_data, dnnl::convolution_backward_weights>(
                c, batch, d, dnnl::algorithm::convolution_direct);
        }
    }
    void run() {
        primitive_.execute(stream_, arguments_);
        stream_.wait();
    }

private:
    using memory = dnnl::memory;

    template <class Forward, class Data, class Kernel>
    void build(const convolution& c, std::size_t batch, direction d, dnnl::algorithm algorithm) {
        const auto any = [](memory::dims dims) {
            return memory::desc(std::move(dims), memory::data_type::f32, memory::format_tag::any);
        };
        const auto dim = [](std::size_t n) { return static_cast<memory::dim>(n); };
        const auto x = any({dim(batch), dim(c.in), dim(c.rows), dim(c.cols)});
        const auto y = any({dim(batch), dim(c.out), dim(c.out_rows()), dim(c.out_cols())});
        const auto w = any({dim(c.out), dim(c.in), dim(c.kernel), dim(c.kernel)});
        const memory::dims strides(2, dim(c.stride()));
        // `same` as Keras has it: the smaller half first.
        const auto all = dim(c.kernel) - dim(c.stride());
        const memory::dims before(2, all / 2), after(2, all - all / 2);
        using kind = dnnl::prop_kind;
        const auto forward = typename Forward::primitive_desc(
            typename Forward::desc(kind::forward_training, algorithm, x, w, y, strides, before, after), engine_);
        if (d == direction::forward) {
            primitive_ = Forward(forward);
            give(DNNL_ARG_SRC, forward.src_desc());
            give(DNNL_ARG_WEIGHTS, forward.weights_desc());
            give(DNNL_ARG_DST, forward.dst_desc());
        } else if (d == direction::data_gradient) {
            const auto p = typename Data::primitive_desc(
                typename Data::desc(algorithm, x, w, y, strides, before, after), engine_, forward);
            primitive_ = Data(p);
            give(DNNL_ARG_DIFF_SRC, p.diff_src_desc());
            give(DNNL_ARG_WEIGHTS, p.weights_desc());
            give(DNNL_ARG_DIFF_DST, p.diff_dst_desc());
        } else {
            const auto p = typename Kernel::primitive_desc(
                typename Kernel::desc(algorithm, x, w, y, strides, before, after), engine_, forward);
            primitive_ = Kernel(p);
            give(DNNL_ARG_SRC, p.src_desc());
            give(DNNL_ARG_DIFF_WEIGHTS, p.diff_weights_desc());
            give(DNNL_ARG_DIFF_DST, p.diff_dst_desc());
        }
    }
    void give(int argument, const memory::desc& d) {
        memory m(d, engine_);
        std::fill_n(static_cast<float*>(m.get_data_handle()), d.get_size() / sizeof(float), 0.5f);
        arguments_.emplace(argument, std::move(m));
    }

    dnnl::engine engine_;
    dnnl::stream stream_;
    dnnl::primitive primitive_;
    std::unordered_map<int, memory> arguments_;
};

}  // namespace bench
