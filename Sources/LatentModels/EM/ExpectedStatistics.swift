import NumericCore

/// What an E half-step keeps: the expected sufficient statistics of the complete data, under the law q of the latent.
///
/// They are all that the M half-step and Q need, so nothing of the size of the data is kept between the two.
public protocol ExpectedStatistics: Hashable, Sendable {
  /// What is known of ℓ at the parameter that q was computed at, in nats, in the units of the fit: exact where every row
  /// was seen, an estimate where only some were.
  var objective: Objective { get }
  /// H(q), in nats; nil where q has no entropy on the nats axis, being a point or a few draws of a continuous latent.
  var entropy: Double? { get }

  /// Moves the statistics by the share `rate` of the way to `newest`, whose objective they take. The entropy, being
  /// concave, is at least the average that is kept, so that the bound stays one.
  mutating func move(towards newest: Self, rate: Double)

  /// The statistics as named tensors, so that a fit between E and M can be kept.
  var tensors: [String: ModelArchive.Tensor] { get }
}
