// Ridge regression on random Fourier features (Rahimi and Recht, Random features for large-scale kernel machines,
// 2007): a smooth function in which any features may interact, fitted by one linear solve and evaluated by one matrix
// product, so that an explainer's thousands of rows take little time.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>

namespace tabular {

/// Fitted to x {n, features} and y {n}: the features themselves, standardized, and `count` cosines of their random
/// projections. The length scale of the cosines and the penalty are those with the least leave-one-out error.
class fourier_ridge {
public:
    fourier_ridge(const diapir::array<double>& x, const diapir::array<double>& y, std::size_t count,
                  std::uint64_t seed) {
        const Eigen::Index n = static_cast<Eigen::Index>(x.shape()[0]), p = static_cast<Eigen::Index>(x.shape()[1]),
                           d = static_cast<Eigen::Index>(count);
        const Eigen::Map<const rows> given(x.data(), n, p);
        const Eigen::Map<const Eigen::VectorXd> target(y.data(), n);
        mean_ = given.colwise().mean();
        scale_ = (given.rowwise() - mean_).colwise().norm() / std::sqrt(static_cast<double>(n));
        for (Eigen::Index c = 0; c < p; ++c)  // a column that is constant, but for rounding, says nothing
            scale_(c) = scale_(c) > 1e-12 * std::abs(mean_(c)) ? 1 / scale_(c) : 0;

        diapir::random_stream random(seed, 3);
        Eigen::MatrixXd directions(p, d);
        for (double& w : directions.reshaped()) w = random.normal();
        phases_.resize(d);
        for (float& b : phases_) b = static_cast<float>(random.uniform(0, 2 * std::numbers::pi));

        offset_ = target.mean();
        const Eigen::VectorXd centered = target.array() - offset_;
        for (const double length : {0.5, 1.0, 2.0, 4.0, 8.0}) {
            const double length_scale = length * std::sqrt(static_cast<double>(p));
            const Eigen::MatrixXf tried = (directions / length_scale).cast<float>();
            const Eigen::MatrixXd z = features(given, tried).cast<double>();
            fit(z, centered, length_scale, tried);
        }
        diapir::require(weights_.size() > 0,
                        "fourier_ridge: expected numbers whose squares are finite, got larger ones");
    }

    /// {n, features} to {n, 1}; thread-safe.
    diapir::array<double> operator()(const diapir::array<double>& x) const {
        const std::size_t n = x.shape()[0], p = x.shape()[1], step = 128;
        auto y = diapir::make_array<double>({n, 1});
        diapir::parallel_for((n + step - 1) / step, [&](std::size_t block) {
            const std::size_t first = block * step;
            const auto count = static_cast<Eigen::Index>(std::min(step, n - first));
            const Eigen::Map<const rows> part(x.data() + first * p, count, static_cast<Eigen::Index>(p));
            Eigen::Map<Eigen::VectorXd> out(y.data() + first, count);
            out = (features(part, directions_) * weights_).cast<double>().array() + (offset_ - shift_);
        });
        return y;
    }

    double length_scale() const { return length_scale_; }
    double penalty() const { return penalty_; }
    /// Root-mean-square error of leaving out each row of the training set in turn.
    double leave_one_out_error() const { return std::sqrt(least_); }

private:
    using rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

    /// {n, features + count}.
    Eigen::MatrixXf features(const Eigen::Ref<const rows>& x, const Eigen::MatrixXf& directions) const {
        const Eigen::MatrixXf standard = ((x.rowwise() - mean_).array().rowwise() * scale_.array()).cast<float>();
        Eigen::MatrixXf z(x.rows(), x.cols() + directions.cols());
        z.leftCols(x.cols()) = standard;
        z.rightCols(directions.cols()).noalias() = standard * directions;
        z.rightCols(directions.cols()) = (z.rightCols(directions.cols()).rowwise() + phases_.transpose()).array().cos();
        return z;
    }

    /// Keeps the penalty with the least leave-one-out error if it is less than that of the length scales before. With Z
    /// = U S V^T a row's residual without itself is its residual over 1 - h, h being its entry on the diagonal of the
    /// hat matrix, so that one decomposition serves all penalties.
    void fit(const Eigen::MatrixXd& z, const Eigen::VectorXd& y, double length_scale,
             const Eigen::MatrixXf& directions) {
        const Eigen::RowVectorXd means = z.colwise().mean();
        const Eigen::MatrixXd centered = z.rowwise() - means;
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(centered.transpose() * centered);
        const Eigen::ArrayXd eigenvalues = solver.eigenvalues().array().max(0.0);
        const Eigen::MatrixXd turned = centered * solver.eigenvectors();
        const Eigen::VectorXd products = turned.transpose() * y;
        for (double penalty = 1e-3; penalty < 2e4; penalty *= 10) {
            const Eigen::VectorXd shrunk = 1 / (eigenvalues + penalty);
            const Eigen::VectorXd coefficients = shrunk.cwiseProduct(products);
            const Eigen::ArrayXd residuals = y - turned * coefficients;
            const Eigen::ArrayXd own =
                (turned.array().square().matrix() * shrunk).array() + 1.0 / static_cast<double>(y.size());
            const double error = (residuals / (1 - own)).square().mean();
            if (!(error < least_)) continue;
            least_ = error;
            penalty_ = penalty;
            length_scale_ = length_scale;
            directions_ = directions;
            const Eigen::VectorXd weights = solver.eigenvectors() * coefficients;
            weights_ = weights.cast<float>();
            shift_ = means.dot(weights);
        }
    }

    Eigen::RowVectorXd mean_, scale_;
    Eigen::MatrixXf directions_;
    Eigen::VectorXf phases_, weights_;
    double offset_ = 0, shift_ = 0, length_scale_ = 0, penalty_ = 0, least_ = std::numeric_limits<double>::infinity();
};

}  // namespace tabular
