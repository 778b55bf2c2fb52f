import Neural
import NumericCore

extension DiffusionModel {
  /// Takes down what is to be seen after this step.
  mutating func record(in workspace: Workspace) {
    let since = stepsTaken - (records.last?.step ?? 0)
    let (loss, floor, excess) = noiseLosses(rows: data.training, in: workspace)
    records.append(
      DiffusionRecord(
        step: stepsTaken, loss: lossSum / Double(max(since, 1)), noiseLoss: loss, floor: floor,
        excess: excess,
        heldOut: data.heldOut.isEmpty
          ? nil : noiseLosses(rows: data.heldOut, in: workspace).loss))
    lossSum = 0
  }

  /// E‖ε − ε̂‖²/D of the averaged network over levels spread evenly, its floor, and the excess E‖ε̂ − ε*‖²/D with the same
  /// rows and noise for both. The draws are the same at every call.
  ///
  ///     rows      drawn from where the law is not known
  ///     levels    how many levels; each has `perLevel` draws
  public func noiseLosses(
    rows: [Int], levels count: Int = 32, perLevel: Int = 32, in workspace: Workspace
  ) -> (loss: Double, floor: Double?, excess: Double?) {
    let d = data.columns
    let denoiser = denoiser
    let total = levels.schedule.levels
    var (loss, floor, excess) = (0.0, 0.0, 0.0)
    for index in 0..<count {
      let t = min(Int((Double(index) + 0.5) * Double(total) / Double(count)), total - 1) + 1
      let level = levels.schedule[t]
      var stream = RandomStream(
        seed: settings.seed, purpose: .display, step: UInt32(t), row: 1)
      var x = Matrix<Double>(rows: perLevel, columns: d)
      var eps = Matrix<Double>(rows: perLevel, columns: d)
      var codes: [Int?] = []
      for row in 0..<perLevel {
        let (x0, code) = drawn(rows, from: &stream)
        codes.append(code)
        for j in 0..<d {
          eps[row, j] = stream.normal()
          x[row, j] = level.signal * x0[j] + level.deviation * eps[row, j]
        }
      }
      let learned = denoiser.noise(
        in: x, at: level, labels: plan.classes > 0 ? codes : nil, in: workspace)
      loss += squaredDistance(learned, eps)
      guard let scores = data.exact?.scores(x, at: level, in: workspace) else { continue }
      let exact = (-level.deviation) * scores
      floor += squaredDistance(exact, eps)
      excess += squaredDistance(learned, exact)
    }
    let n = Double(count * perLevel * d)
    let isKnown = data.exact != nil
    return (loss / n, isKnown ? floor / n : nil, isKnown ? excess / n : nil)
  }

  private func drawn(_ rows: [Int], from stream: inout RandomStream) -> ([Double], Int?) {
    let d = data.columns
    if let draws = data.draws {
      let row = [Float](unsafeUninitializedCapacity: d) { buffer, count in
        if let start = buffer.baseAddress { draws.draw(start, from: &stream) }
        count = d
      }
      return (row.map(Double.init), nil)
    }
    let row = rows[stream.index(below: rows.count)]
    return (data.values[(row * d)..<((row + 1) * d)].map(Double.init), data.code(ofRow: row))
  }

  private func squaredDistance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    zip(a.storage, b.storage).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
