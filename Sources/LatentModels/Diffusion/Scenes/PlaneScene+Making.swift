import NumericCore
import RealModule

extension DiffusionModel {
  /// The plane that `request` asks for; nil where its columns are not those of the rows, or its window is none.
  func scene(_ request: PlaneSceneRequest, in workspace: Workspace) -> PlaneScene? {
    let d = data.columns
    guard (0..<d).contains(request.x), (0..<d).contains(request.y), request.across.isWide,
      request.upwards.isWide || d == 1
    else { return nil }
    let reference = request.reference?.dimensions == d ? request.reference : nil
    return SceneMaker(
      request, denoiser: denoiser, exact: reference.flatMap { try? GaussianMixtureDenoiser($0) },
      frame: data.table.transform.followed(by: data.frame), workspace: workspace
    ).scene()
  }
}

/// The making of a scene: some hundred rows of the plane, through the network and through the exact denoiser.
private struct SceneMaker {
  let request: PlaneSceneRequest
  let learned: LearnedDenoiser
  let exact: GaussianMixtureDenoiser?
  /// From the data's own units to those of the denoisers.
  let frame: UnitTransform
  let workspace: Workspace
  let number: Int
  let level: NoiseLevel
  var d: Int { learned.dimensions }

  /// Lattices: arrows must be told apart, shades need not.
  private static let arrows = (columns: 24, rows: 12)
  private static let shades = (columns: 36, rows: 22)
  private static let contours = (columns: 64, rows: 44)

  init(
    _ request: PlaneSceneRequest, denoiser: LearnedDenoiser, exact: GaussianMixtureDenoiser?,
    frame: UnitTransform, workspace: Workspace
  ) {
    (self.request, self.exact, self.frame, self.workspace) = (request, exact, frame, workspace)
    learned = denoiser
    let schedule = denoiser.levels.schedule
    number = min(max(request.level, 1), schedule.levels)
    level = schedule[number]
  }

  func scene() -> PlaneScene {
    var scene = PlaneScene(request: request, number: number, level: level, isSlice: d > 2)
    if d > 1, let field = request.field {
      switch field {
      case .learned: scene.arrows = arrows(of: learned)
      case .exact: scene.arrows = exact.map { arrows(of: $0) } ?? []
      case .difference: scene.difference = exact.map { difference(to: $0) }
      }
      scene.arrowsInRow = Self.arrows.columns
      scene.rootMeanSquare = exact.flatMap { rootMeanSquare(to: $0) }
    }
    if request.hasDensity { scene.density = density() }
    if !request.cloud.isEmpty {
      scene.estimate = KernelDensity(
        of: request.cloud, across: request.across, upwards: d > 1 ? request.upwards : nil,
        columns: d > 1 ? Self.contours.columns : 200, rows: Self.contours.rows)
    }
    scene.preview = request.cursor.map { preview(at: $0) }
    return scene
  }

  /// A place of the plane as a row of the denoisers; what the plane does not span stands at the mean, which is 0 there.
  private func row(_ point: PlanePoint) -> [Double] {
    var row = [Double](repeating: 0, count: d)
    row[request.y] = (point.y - frame.shift[request.y]) / frame.scale[request.y]
    row[request.x] = (point.x - frame.shift[request.x]) / frame.scale[request.x]
    return row
  }

  /// The middles of the cells of a lattice over the window, row by row from the lowest y.
  private func places(_ lattice: (columns: Int, rows: Int)) -> [PlanePoint] {
    (0..<lattice.rows).flatMap { row in
      (0..<lattice.columns).map { column in
        PlanePoint(
          x: PlaneLattice.middle(column, of: lattice.columns, in: request.across),
          y: PlaneLattice.middle(row, of: lattice.rows, in: request.upwards))
      }
    }
  }

  private func arrows(of denoiser: any Denoiser) -> [PlaneScene.Arrow] {
    let places = places(Self.arrows)
    let scores = denoiser.scores(Matrix(places.map(row)), at: level, in: workspace)
    let variance = level.noiseVariance
    return places.indices.map { index in
      let way = PlanePoint(
        x: variance * scores[index, request.x] * frame.scale[request.x],
        y: variance * scores[index, request.y] * frame.scale[request.y])
      return PlaneScene.Arrow(from: places[index], way: way)
    }
  }

  /// ε̂ − ε* = σ (s* − ŝ) of rows, as ‖·‖² each.
  private func squares(_ rows: Matrix<Double>, to exact: GaussianMixtureDenoiser) -> [Double] {
    let (ours, theirs) = (
      learned.scores(rows, at: level, in: workspace), exact.scores(rows, at: level, in: workspace)
    )
    return (0..<rows.rows).map { row in
      level.noiseVariance
        * (0..<rows.columns).reduce(0) { sum, column in
          let difference = ours[row, column] - theirs[row, column]
          return sum + difference * difference
        }
    }
  }

  private func difference(to exact: GaussianMixtureDenoiser) -> PlaneLattice {
    let rows = Matrix(places(Self.shades).map(row))
    let logs = exact.logDensities(rows, at: level, in: workspace)
    let top = logs.max() ?? 0
    let values = zip(squares(rows, to: exact), logs).map { $0.squareRoot() * Double.exp($1 - top) }
    return PlaneLattice(columns: Self.shades.columns, rows: Self.shades.rows, values: values)
  }

  /// Over the same 512 draws each time, so that the number moves only as the network does.
  private func rootMeanSquare(to exact: GaussianMixtureDenoiser) -> Double? {
    guard let draws = MixtureDraws(exact.parameters) else { return nil }
    let count = 512
    var rows = Matrix<Double>(rows: count, columns: d)
    var clean = [Float](repeating: 0, count: d)
    for row in 0..<count {
      var stream = RandomStream(seed: 0, purpose: .sampling, step: 0, row: UInt32(row))
      clean.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { draws.draw(base, from: &stream) }
      }
      for column in 0..<d {
        rows[row, column] = level.signal * Double(clean[column]) + level.deviation * stream.normal()
      }
    }
    return (squares(rows, to: exact).reduce(0, +) / Double(count * d)).squareRoot()
  }

  /// Of the columns shown alone, a mixture of its own, so that nothing is sliced.
  private func density() -> PlaneLattice? {
    guard let whole = exact?.parameters else { return nil }
    let columns = d == 1 ? [0] : [request.x, request.y]
    let marginal = MixtureParameters(
      weights: whole.weights,
      means: Matrix((0..<whole.components).map { k in columns.map { whole.means[k, $0] } }),
      covariances: whole.covariances.map { covariance in
        Matrix(columns.map { i in columns.map { j in covariance[i, j] } })
      })
    guard let denoiser = try? GaussianMixtureDenoiser(marginal) else { return nil }
    let shape = d == 1 ? (columns: 200, rows: 1) : Self.contours
    let rows = Matrix(
      places(shape).map { place in
        let row = row(place)
        return columns.map { row[$0] }
      })
    let unit = columns.reduce(1) { $0 * frame.scale[$1] }
    return PlaneLattice(
      columns: shape.columns, rows: shape.rows,
      values: denoiser.logDensities(rows, at: level, in: workspace).map { Double.exp($0) / unit })
  }

  private func preview(at cursor: PlanePoint) -> PlaneScene.Preview {
    let row = row(cursor)
    let rows = Matrix([row])
    func own(_ values: [Double]) -> [Double] {
      values.enumerated().map { frame.own($0.element, column: $0.offset) }
    }
    return PlaneScene.Preview(
      noisy: own(row), learned: own(learned.denoised(rows, at: level, in: workspace).row(0)),
      exact: exact.map { own($0.denoised(rows, at: level, in: workspace).row(0)) },
      responsibilities: exact.map { $0.law(at: level).responsibilities(rows, in: workspace).row(0) } ?? [])
  }
}

extension ClosedRange<Double> {
  /// Whether it has a length.
  fileprivate var isWide: Bool { upperBound > lowerBound && (upperBound - lowerBound).isFinite }
}
