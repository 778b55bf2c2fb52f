import NumericCore
import RealModule

/// The law q of the component given a row.
enum MixtureLaw: Hashable, Sendable {
  /// The same probability for each component: before the first E half-step.
  case even
  /// The conditional law at some θ.
  case exact(MixtureParameters)
  /// All weight on the most probable component at some θ.
  case hard(MixtureParameters)
  /// An encoder's.
  case encoder(SoftmaxEncoder)

  /// Whether F under it is the log-likelihood at the θ that it belongs to.
  var isExact: Bool { if case .exact = self { true } else { false } }

  /// log q (rows × K) of rows; −∞ where q is 0.
  func logProbabilities(_ rows: Matrix<Double>, components: Int) -> Matrix<Double> {
    switch self {
    case .even:
      return Matrix(rows: rows.rows, columns: components, repeating: -Double.log(Double(components)))
    case .encoder(let encoder): return encoder.logProbabilities(of: rows)
    case .exact(let parameters), .hard(let parameters):
      guard let density = try? MixtureDensity(parameters) else {
        return MixtureLaw.even.logProbabilities(rows, components: components)
      }
      var result = density.logJoints(rows)
      for i in 0..<rows.rows {
        let terms = result.row(i)
        if case .exact = self {
          let total = logSumExp(terms)
          for k in terms.indices { result[i, k] = terms[k] - total }
        } else {
          let largest = terms.indices.max { terms[$0] < terms[$1] } ?? 0
          for k in terms.indices { result[i, k] = k == largest ? 0 : -.infinity }
        }
      }
      return result
    }
  }
}

extension MixtureDensity {
  /// a_k (rows × K) of complete rows.
  func logJoints(_ rows: Matrix<Double>) -> Matrix<Double> {
    let (k, d) = (parameters.components, parameters.dimensions)
    var result = Matrix<Double>(rows: rows.rows, columns: k)
    var whitened = [Double](repeating: 0, count: d)
    for i in 0..<rows.rows {
      for c in 0..<k {
        var square = 0.0
        for a in 0..<d {
          // Row a of L, divided by its diagonal, and 1/L_aa.
          let offset = (c * d + a) * d
          var value = (rows[i, a] - parameters.means[c, a]) * inverseDiagonals[c * d + a]
          for b in 0..<a { value -= unitLowers[offset + b] * whitened[b] }
          whitened[a] = value
          square += value * value
        }
        result[i, c] = constants[c] - 0.5 * square
      }
    }
    return result
  }
}

/// What a pass over rows under a law q gives: what an M half-step needs, and the account.
struct MixturePass: Sendable {
  /// Σ w q, Σ w q (x − μ), Σ w q (x − μ)(x − μ)ᵀ, about the means of θ.
  var statistics: MixtureStatistics
  /// The account of the rows, in nats, in the units of the fit.
  var account = LawAccount.zero

  /// A pass over `rows` with `weights` at θ under q, of which `logLaw` (rows × K) is the logarithm.
  init(
    _ rows: Matrix<Double>, weights: [Double], density: MixtureDensity, logLaw: Matrix<Double>,
    shape: ProductShape
  ) {
    let (k, d) = (density.parameters.components, density.parameters.dimensions)
    statistics = MixtureStatistics(centres: density.parameters.means, shape: shape)
    let joints = density.logJoints(rows)
    var shift = [Double](repeating: 0, count: d)
    for i in 0..<rows.rows {
      let weight = weights[i]
      account = account + weight * LawAccount(logJoint: joints.row(i), logLaw: logLaw.row(i))
      for c in 0..<k {
        let share = weight * Double.exp(logLaw[i, c])
        guard share > 0 else { continue }
        statistics.counts[c] += share
        for a in 0..<d {
          shift[a] = rows[i, a] - density.parameters.means[c, a]
          statistics.shifts[c, a] += share * shift[a]
        }
        for a in 0..<d {
          for b in (shape == .full ? 0 : a)...a {
            statistics.products[(c * d + a) * d + b] += share * shift[a] * shift[b]
          }
        }
      }
      statistics.weight += weight
    }
    statistics.logLikelihood = account.logLikelihood
    statistics.entropySum = account.entropy
  }

  /// Adds a pass over other rows.
  mutating func add(_ other: MixturePass) {
    statistics.add(other.statistics)
    account = account + other.account
  }
}

extension LawAccount {
  /// The account of a row with a discrete latent: each part is a sum over its values, and the divergence is taken from the
  /// normalised conditional law.
  init(logJoint: [Double], logLaw: [Double]) {
    let total = logSumExp(logJoint)
    self = .zero
    logLikelihood = total
    for (a, l) in zip(logJoint, logLaw) where l > -.infinity {
      let q = Double.exp(l)
      guard q > 0 else { continue }
      expectedLogJoint += q * a
      entropy -= q * l
      divergence += q * (l - (a - total))
    }
  }
}
