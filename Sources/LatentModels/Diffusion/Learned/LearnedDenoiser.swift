import Neural
import NumericCore

/// The denoiser that a diffusion model has learned, of rows in the frame of its data; a value that is independent of further
/// training.
///
/// A row's answer depends on that row alone, to the last bit: not on those beside it, nor on the number of threads.
public struct LearnedDenoiser: Denoiser {
  /// The network in Float, with the parameters it is used with.
  public let network: FloatDenoisingNetwork
  /// What is known of each level.
  public let levels: DiffusionLevels
  /// What the network's numbers mean.
  public let objective: DiffusionSettings.Objective

  /// D.
  public var dimensions: Int { network.plan.dimensions }
  /// How many classes it may be told; 0 for none.
  public var classes: Int { network.plan.classes }

  /// That of a Float.
  public var rounding: Double { Double(Float.ulpOfOne) }

  /// x̂₀.
  ///
  ///     ε̂: (x − σ ε̂)/α        v̂: α x − σ v̂
  public func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    var result = outputs(rows, at: level, labels: labels, in: workspace)
    let (signal, deviation) = (level.signal, level.deviation)
    for index in result.storage.indices {
      let (x, output) = (rows.storage[index], result.storage[index])
      result.storage[index] =
        switch objective {
        case .row: output
        case .noise: (x - deviation * output) / signal
        case .velocity: signal * x - deviation * output
        }
    }
    return result
  }

  /// ε̂ (rows × D).
  ///
  ///     x̂₀: (x − α x̂₀)/σ        v̂: σ x + α v̂
  public func noise(
    in rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    var result = outputs(rows, at: level, labels: labels, in: workspace)
    let (signal, deviation) = (level.signal, level.deviation)
    for index in result.storage.indices {
      let (x, output) = (rows.storage[index], result.storage[index])
      result.storage[index] =
        switch objective {
        case .row: (x - signal * output) / deviation
        case .noise: output
        case .velocity: deviation * x + signal * output
        }
    }
    return result
  }

  /// −ε̂/σ.
  public func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    var result = noise(in: rows, at: level, labels: labels, in: workspace)
    let deviation = level.deviation
    for index in result.storage.indices { result.storage[index] /= -deviation }
    return result
  }

  /// What the network says (rows × D).
  private func outputs(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    precondition(rows.columns == dimensions, "rows of \(rows.columns) for a network of \(dimensions)")
    let code = levels.code(of: level)
    let tiles = tiles(in: workspace)
    let groups = Self.groups(labels, rows.rows)
    if groups.count == 1 {
      return network.outputs(
        rows, bias: network.biases(codes: code, label: groups[0].label), through: tiles, on: workspace.pool)
    }
    var result = Matrix<Double>(rows: rows.rows, columns: dimensions)
    for (label, places) in groups {
      let values = network.outputs(
        rows.selectingRows(places), bias: network.biases(codes: code, label: label), through: tiles,
        on: workspace.pool)
      for (index, place) in places.enumerated() {
        for column in 0..<dimensions { result[place, column] = values[index, column] }
      }
    }
    return result
  }

  /// The memory of rows on their way.
  func tiles(in workspace: Workspace) -> FloatDenoisingTiles {
    workspace.room(for: TilesPlan(plan: network.plan)) { FloatDenoisingTiles(network.plan) }
  }

  private struct TilesPlan: Hashable, Sendable {
    let plan: DenoisingPlan
  }

  /// The rows of each label, in the order in which labels first come.
  private static func groups(_ labels: [Int?]?, _ rows: Int) -> [(label: Int?, places: [Int])] {
    guard let labels else { return [(nil, Array(0..<rows))] }
    precondition(labels.count == rows, "\(labels.count) labels for \(rows) rows")
    var groups: [(label: Int?, places: [Int])] = []
    var index: [Int?: Int] = [:]
    for row in 0..<rows {
      if let group = index[labels[row]] {
        groups[group].places.append(row)
      } else {
        index[labels[row]] = groups.count
        groups.append((labels[row], [row]))
      }
    }
    return groups
  }
}
