import NumericCore
import RealModule

/// The making of a film, a level a piece.
struct FilmStudy: Study {
  private var film: DiffusionFilm
  private var sampler: DiffusionSampler?
  /// What leads rows back that were led into noise, once they are there.
  private var wayBack: NoiseGrid?
  /// From the data's own units to those of the denoiser.
  private let frame: UnitTransform
  private let keepsPredictions: Bool
  /// What says which component a row belongs to, where that is known and does not take too much memory.
  private let mixture: GaussianMixtureDenoiser?

  /// The film that `request` asks for of `model`.
  ///
  ///     mixture   the mixture that EM fits to the rows, in the frame, for a film by its denoiser
  /// - Throws: `.invalidSetting` where the parts do not go together.
  init(_ request: FilmRequest, of model: DiffusionModel, mixture: MixtureParameters?) throws(FittingError) {
    let steps = min(max(request.steps, 1), model.levels.schedule.levels)
    let grid = try NoiseGrid(model.levels.schedule, steps: steps)
    let data = model.data
    frame = data.table.transform.followed(by: data.frame)
    let d = data.columns
    let count = min(max(request.count, 1), 10_000)
    keepsPredictions = count * d * steps <= 4_000_000
    self.mixture =
      if let mixture, mixture.components > 1, count * mixture.components * steps <= 4_000_000 {
        try GaussianMixtureDenoiser(mixture)
      } else {
        nil
      }
    let way = Self.way(request.direction, through: grid)
    film = DiffusionFilm(request: request, levels: way.levels, numbers: way.numbers, frame: frame)
    switch request.direction {
    case .forward, .roundTrip:
      let rows = model.shownRows(atMost: count)
      let start = data.inFrame(data.table.values.selectingRows(rows))
      film.codes = rows.map { data.table.labels?.codes[$0] ?? -1 }
      film.frames = [outside(start)]
      guard request.direction == .roundTrip else { return }
      wayBack = grid
      sampler = try DiffusionSampler(
        try Self.denoiser(request, of: model, mixture), rows: start, grid: grid.reversed,
        method: request.methodOfRoundTrip, seed: request.seed,
        labels: request.label.map { [Int?](repeating: $0, count: rows.count) })
    case .reverse:
      let labels = request.label.map { [Int?](repeating: $0, count: count) }
      let sampler = try DiffusionSampler(
        try Self.denoiser(request, of: model, mixture), count: count, grid: grid, method: request.method,
        seed: request.seed, labels: labels, known: try request.known?.columns(in: frame))
      film.codes = [Int32](repeating: request.label.map(Int32.init) ?? -1, count: count)
      film.frames = [outside(sampler.state)]
      self.sampler = sampler
    }
  }

  /// The levels that rows come by, and their numbers.
  private static func way(
    _ direction: FilmRequest.Direction, through grid: NoiseGrid
  ) -> (levels: [NoiseLevel], numbers: [Int]) {
    let (up, numbers) = (grid.reversed, grid.numbers ?? [])
    switch direction {
    case .forward: return (up.levels, up.numbers ?? [])
    case .reverse: return (grid.levels, numbers)
    case .roundTrip:
      return (up.levels + grid.levels.dropFirst(), (up.numbers ?? []) + numbers.dropFirst())
    }
  }

  /// Whose denoiser the rows follow.
  private static func denoiser(
    _ request: FilmRequest, of model: DiffusionModel, _ mixture: MixtureParameters?
  ) throws(FittingError) -> any Denoiser {
    switch request.source {
    case .learned:
      let learned = model.denoiser
      return request.guidance == 0 ? learned : GuidedDenoiser(learned, weight: request.guidance)
    case .rows: return try model.rowsDenoiser()
    case .mixture:
      guard let mixture else {
        throw .invalidSetting(
          name: "denoiser", found: "that of a mixture before it is fitted", expected: "another one, or later")
      }
      return try GaussianMixtureDenoiser(mixture)
    }
  }

  var done: Int { film.frames.count - 1 }
  var planned: Int { film.levels.count - 1 }
  var findings: DiffusionFinding { .film(film) }

  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    if sampler != nil {
      try turnRound()
      try sampler?.advance(in: workspace)
      if let sampler {
        film.frames.append(outside(sampler.state))
        if keepsPredictions, let prediction = sampler.prediction {
          film.predictions.append(outside(prediction))
        }
      }
    } else {
      film.frames.append(noised(film.frames[done]))
    }
    while let mixture, film.responsibilities.count < film.frames.count {
      let place = film.responsibilities.count
      film.responsibilities.append(
        mixture.law(at: film.levels[place]).responsibilities(inside(film.frames[place]), in: workspace))
    }
  }

  /// Lets rows that were led into noise set out for the data again.
  private mutating func turnRound() throws(FittingError) {
    guard let there = sampler, there.done == there.planned, let grid = wayBack else { return }
    sampler = try DiffusionSampler(
      there.denoiser, rows: there.state, grid: grid, method: there.method, seed: there.seed,
      labels: there.labels)
    wayBack = nil
  }

  /// x_t = √(ᾱ_t/ᾱ_s) x_s + √(1 − ᾱ_t/ᾱ_s) ξ, row by row.
  private func noised(_ rows: Matrix<Double>) -> Matrix<Double> {
    let kept = film.levels[done + 1].logSignal - film.levels[done].logSignal
    let (factor, deviation) = (Double.exp(0.5 * kept), (-Double.expMinusOne(kept)).squareRoot())
    var result = rows
    for row in 0..<rows.rows {
      var stream = RandomStream(
        seed: film.request.seed, purpose: .sampling, step: UInt32(truncatingIfNeeded: done),
        row: UInt32(truncatingIfNeeded: row))
      for column in 0..<rows.columns {
        let (shift, scale) = (frame.shift[column], frame.scale[column])
        let x = (rows[row, column] - shift) / scale
        result[row, column] = (factor * x + deviation * stream.normal()) * scale + shift
      }
    }
    return result
  }

  /// Rows in the data's own units in those of the denoiser.
  private func inside(_ rows: Matrix<Double>) -> Matrix<Double> {
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        result[row, column] = (rows[row, column] - frame.shift[column]) / frame.scale[column]
      }
    }
    return result
  }

  /// Rows of the denoiser in the data's own units.
  private func outside(_ rows: Matrix<Double>) -> Matrix<Double> {
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns { result[row, column] = frame.own(rows[row, column], column: column) }
    }
    return result
  }
}
