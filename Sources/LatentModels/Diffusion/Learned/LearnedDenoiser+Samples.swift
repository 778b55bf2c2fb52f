import Neural
import NumericCore
import RealModule

extension LearnedDenoiser {
  /// Rows drawn as a `DiffusionSampler` of the same seed draws them, to the rounding of Float, but each tile of rows goes through
  /// all levels at once while it is close to the processor. Nil for methods that do not go row by row in straight lines:
  /// only `.ancestral` with the lower or the upper variance and `.ddim` do.
  ///
  ///     label      the class of all rows; nil for none
  ///     guidance   w of (1 + w) x̂₀(x_t | class) − w x̂₀(x_t); 0 for none
  /// - Returns: count × D, in the frame.
  public func samples(
    count: Int, grid: NoiseGrid, method: SamplingMethod, seed: UInt64, firstRow: Int = 0, label: Int? = nil,
    guidance: Double = 0, in workspace: Workspace
  ) -> Matrix<Double>? {
    guard let steps = lines(grid, method) else { return nil }
    let (d, hidden) = (dimensions, network.plan.hidden)
    let codes = grid.levels.dropLast().flatMap { levels.code(of: $0) }
    let biases = network.biases(codes: codes, label: label)
    let isGuided = guidance != 0 && label != nil
    let plain = isGuided ? network.biases(codes: codes, label: nil) : []
    let cut = RowShards(rows: count, rowsPerShard: FloatDenoisingTiles.rows)
    let tiles = tiles(in: workspace)
    let parts = workspace.pool.map(shards: cut.count) { [network] shard -> [Double] in
      let rows = cut[shard]
      return tiles.withTile { tile in
        let path = TilePath(tile, columns: d, rows: rows, firstRow: firstRow, seed: seed)
        network.withNumbers { numbers in
          biases.withUnsafeBufferPointer { biases in
            plain.withUnsafeBufferPointer { plain in
              guard let told = biases.baseAddress else { return }
              for (index, step) in steps.enumerated() {
                let other = isGuided ? plain.baseAddress.map { $0 + index * hidden } : nil
                path.take(
                  step, number: index + 1, numbers, bias: told + index * hidden, without: other,
                  guidance: Float(guidance))
              }
            }
          }
        }
        return (0..<(rows.count * d)).map { Double(tile.input[$0]) }
      }
    }
    return Matrix(rows: count, columns: d, storage: parts.flatMap { $0 })
  }

  /// One step as x ← a x + b F + c ξ, F being what the network says.
  struct Line: Sendable {
    let ofRow: Float
    let ofOutput: Float
    let ofNoise: Float
  }

  /// The steps of `method` along `grid`; nil where they are no such lines.
  ///
  /// Each is x_s = r x_t + k x̂₀ + √v ξ, and x̂₀ = p x_t + q F, so that a = r + k p and b = k q.
  private func lines(_ grid: NoiseGrid, _ method: SamplingMethod) -> [Line]? {
    guard !grid.addsNoise else { return nil }
    var lines: [Line] = []
    for index in 0..<grid.steps {
      let (t, s) = (grid.levels[index], grid.levels[index + 1])
      let kernel = ReverseKernel(from: t, to: s)
      let (r, k, variance): (Double, Double, Double)
      switch method {
      case .ancestral(.lower): (r, k, variance) = (kernel.rowShare, kernel.cleanShare, kernel.betaTilde)
      case .ancestral(.upper):
        (r, k, variance) = (kernel.rowShare, kernel.cleanShare, s == .none ? 0 : kernel.beta)
      case .ddim(let eta):
        variance = eta > 0 ? eta * eta * kernel.betaTilde : 0
        r = max(s.noiseVariance - variance, 0).squareRoot() / t.deviation
        k = s.signal - r * t.signal
      case .ancestral, .flow, .multistep: return nil
      }
      let (p, q): (Double, Double) =
        switch objective {
        case .row: (0, 1)
        case .noise: (1 / t.signal, -t.deviation / t.signal)
        case .velocity: (t.signal, -t.deviation)
        }
      lines.append(
        Line(ofRow: Float(r + k * p), ofOutput: Float(k * q), ofNoise: Float(variance.squareRoot())))
    }
    return lines
  }
}

/// A tile of rows on its way from noise to data.
private final class TilePath {
  private let memory: FloatDenoisingTile
  private let range: Range<Int>
  private let firstRow: Int
  private let seed: UInt64
  private let noise: FloatBuffer
  private let told: FloatBuffer
  private let d: Int

  /// The rows of `range` as draws from N(0, I), in the input of `tile`.
  init(_ tile: FloatDenoisingTile, columns: Int, rows range: Range<Int>, firstRow: Int, seed: UInt64) {
    memory = tile
    (self.range, self.firstRow, self.seed, d) = (range, firstRow, seed, columns)
    noise = FloatBuffer(count: tile.rows * columns)
    told = FloatBuffer(count: tile.rows * columns)
    for index in 0..<(tile.rows * columns) { tile.input[index] = 0 }
    draw(tile.input, step: 0)
  }

  private func draw(_ place: UnsafeMutablePointer<Float>, step: UInt32) {
    FloatNoise.fill(
      place, rows: range.count, columns: d, seed: seed, purpose: .sampling, step: step,
      firstRow: UInt32(truncatingIfNeeded: firstRow + range.lowerBound))
  }

  /// One step; `without` is the bias of no class where there is guidance.
  func take(
    _ step: LearnedDenoiser.Line, number: Int, _ numbers: FloatDenoisingNumbers, bias: UnsafePointer<Float>,
    without: UnsafePointer<Float>?, guidance: Float
  ) {
    let (x, count) = (memory.input, range.count * d)
    memory.forward(numbers, bias: bias)
    var output = memory.output
    if let without {
      told.start.update(from: output, count: count)
      memory.forward(numbers, bias: without)
      for index in 0..<count {
        told.start[index] = (1 + guidance) * told.start[index] - guidance * memory.output[index]
      }
      output = UnsafePointer(told.start)
    }
    for index in 0..<count { x[index] = step.ofRow * x[index] + step.ofOutput * output[index] }
    guard step.ofNoise > 0 else { return }
    draw(noise.start, step: UInt32(truncatingIfNeeded: number))
    for index in 0..<count { x[index] += step.ofNoise * noise.start[index] }
  }
}
