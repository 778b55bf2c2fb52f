import Neural
import NumericCore
import RealModule

extension VariationalAutoencoder {
  /// At the end of a pass so many of the rows held out are looked at.
  static let rowsLookedAt = 1000

  /// The bound of the rows held out and its terms, with β = 1; nil where there are none.
  func heldOutTerms(in workspace: Workspace) -> AutoencoderTerms? {
    guard !data.heldOut.isEmpty else { return nil }
    return terms(of: Array(data.heldOut.prefix(Self.rowsLookedAt)), in: workspace)
  }

  /// The bound of some rows and its terms, with β = 1 whatever training climbs: by one draw for each row, or, where it is a
  /// closed form, exactly.
  public func terms(of rows: [Int], in workspace: Workspace) -> AutoencoderTerms {
    if let double {
      var plain = settings
      (plain.beta, plain.warmup, plain.freeNats) = (1, 0, 0)
      let reference = ReferenceAutoencoder(settings: plain, layout: layout, parameters: double.parameters)
      return reference.closedFormGradient(data.batch(rows, classes: layout.classes), weight: 1).terms
    }
    var terms = AutoencoderTerms(latents: layout.latents)
    for score in scores(of: rows, draws: 1, in: workspace) {
      terms.add(score)
    }
    return terms
  }

  /// What draws from q say of each of some rows.
  ///
  ///     draws   for each row, a bound the better the more (Burda, Grosse & Salakhutdinov, 2016)
  public func scores(of rows: [Int], draws: Int, in workspace: Workspace) -> [RowScore] {
    let parameters = floatParameters
    let atOnce = min(draws, 16)
    let batch = max(16, min(rows.count, 512 / atOnce))
    var result: [RowScore] = []
    result.reserveCapacity(rows.count)
    for first in stride(from: 0, to: rows.count, by: batch) {
      let some = Array(rows[first..<min(first + batch, rows.count)])
      var scores: [RowScore] = []
      var taken = 0
      while taken < draws {
        let now = min(atOnce, draws - taken)
        let pass = pass(rows: some.count, draws: now, isTraining: false, in: workspace)
        pass.setLogVariance(layout.logVariance(settings, parameters))
        let step = UInt32(truncatingIfNeeded: taken)
        pass.forEachShard(of: some, parameters, on: workspace.pool) { [data] shard, indices, start in
          pass.encode(shard: shard, data, indices: indices, parameters: start)
          pass.score(shard: shard, data, indices: indices, parameters: start, step: step)
        }
        for row in some.indices {
          if taken == 0 { scores.append(RowScore(divergences: pass.divergences(row: row))) }
          for draw in 0..<now {
            scores[row].add(
              reconstruction: pass.reconstruction(row: row, draw: draw),
              logWeight: pass.logWeight(row: row, draw: draw))
          }
        }
        taken += now
      }
      result += scores
    }
    return result
  }
}

/// What draws from q say of one row, in nats, in the units of the nets.
public struct RowScore: Hashable, Sendable {
  /// KL(q ‖ p(z)) of each latent.
  public let divergences: [Double]
  /// How many draws.
  public private(set) var draws = 0
  private var reconstructions = 0.0
  private var reconstructionSquares = 0.0
  private var largest = -Double.infinity
  /// Σ w and Σ w², over the largest.
  private var weights = 0.0
  private var squares = 0.0

  init(divergences: [Double]) { self.divergences = divergences }

  /// E_q log p(x | z), at the draws.
  public var reconstruction: Double { reconstructions / Double(max(draws, 1)) }
  /// KL(q ‖ p(z)).
  public var divergence: Double { divergences.reduce(0, +) }
  /// The evidence lower bound, at the draws.
  public var bound: Double { reconstruction - divergence }
  /// log (1/K) Σ w: the importance-weighted bound, at the draws.
  public var importanceBound: Double { largest + Double.log(weights / Double(max(draws, 1))) }
  /// How many equal weights would be worth as much: (Σ w)² / Σ w².
  public var effectiveDraws: Double { squares > 0 ? weights * weights / squares : 0 }

  /// The variance that the draws leave in `bound`; nil for one draw, which does not tell.
  public var boundVariance: Double? {
    guard draws > 1 else { return nil }
    let count = Double(draws)
    let spread = max(0, reconstructionSquares - reconstructions * reconstructions / count) / (count - 1)
    return spread / count
  }

  /// The variance that the draws leave in `importanceBound`, to first order: Var(w) / (K (E w)²); nil for one draw.
  public var importanceVariance: Double? {
    draws > 1 && effectiveDraws > 0 ? max(0, 1 / effectiveDraws - 1 / Double(draws)) : nil
  }

  /// Takes in another draw.
  mutating func add(reconstruction: Double, logWeight: Double) {
    draws += 1
    reconstructions += reconstruction
    reconstructionSquares += reconstruction * reconstruction
    if logWeight > largest {
      let shrinkage = largest.isFinite ? Double.exp(largest - logWeight) : 0
      weights *= shrinkage
      squares *= shrinkage * shrinkage
      largest = logWeight
    }
    guard largest.isFinite else { return }
    let weight = Double.exp(logWeight - largest)
    weights += weight
    squares += weight * weight
  }
}
