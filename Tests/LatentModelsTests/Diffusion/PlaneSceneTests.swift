import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The plane at a level of noise")
struct PlaneSceneTests {
  /// Two clumps of 150 rows each, in units of their own.
  private static let clumps: DataTable = {
    let rows = (0..<300).map { row -> [Double] in
      var stream = RandomStream(seed: 4, purpose: .dataGeneration, step: 0, row: UInt32(row))
      let side = row % 2 == 0 ? -1.0 : 1.0
      return [10 + 4 * side + stream.normal(), 200 - 30 * side + 5 * stream.normal()]
    }
    return DataTable(name: "clumps", values: Matrix(rows))
  }()

  private static func settings() -> DiffusionSettings {
    var settings = DiffusionSettings()
    (settings.hidden, settings.blocks, settings.codes) = (32, 1, 16)
    (settings.levels, settings.schedule, settings.rate) = (100, .cosine, 3e-3)
    settings.averageDecay = 0.99
    return settings
  }

  private static let mixture = MixtureParameters(
    weights: [0.5, 0.5], means: Matrix([[-0.95, 0.95], [0.95, -0.95]]),
    covariances: Array(repeating: Matrix([[0.06, 0.01], [0.01, 0.08]]), count: 2))

  private static func request(_ level: Int = 30) -> PlaneSceneRequest {
    var request = PlaneSceneRequest(x: 0, y: 1, across: -5...25, upwards: 80...320, level: level)
    request.reference = mixture
    return request
  }

  private func scene(
    _ model: DiffusionModel, _ request: PlaneSceneRequest, _ space: Workspace
  ) throws -> PlaneScene {
    try #require(model.portrait(DiffusionPortraitRequest(scene: request), in: space).scene)
  }

  @Test("Arrows of the exact field are σ² times its score, in the data's own units")
  func arrows() throws {
    let space = workspace()
    let model = try DiffusionModel(data: Self.clumps, settings: Self.settings())
    var request = Self.request()
    request.field = .exact
    let found = try scene(model, request, space)
    #expect(found.number == 30 && !found.isSlice)
    let frame = model.portrait(DiffusionPortraitRequest(), in: space).frame
    let denoiser = try GaussianMixtureDenoiser(Self.mixture)
    let rows = Matrix(
      found.arrows.map {
        [($0.from.x - frame.shift[0]) / frame.scale[0], ($0.from.y - frame.shift[1]) / frame.scale[1]]
      })
    // By Tweedie's formula it is √ᾱ x̂₀ − x_t as well.
    let denoised = denoiser.denoised(rows, at: found.level, in: space)
    #expect(found.arrows.count > 100)
    for (row, arrow) in found.arrows.enumerated() {
      let way = (0..<2).map { found.level.signal * denoised[row, $0] - rows[row, $0] }
      #expect(abs(arrow.way.x - way[0] * frame.scale[0]) < 1e-9)
      #expect(abs(arrow.way.y - way[1] * frame.scale[1]) < 1e-8)
    }
  }

  @Test("What the learned score differs by becomes less as the network learns, where rows are")
  func difference() throws {
    let space = workspace()
    var model = try DiffusionModel(data: Self.clumps, settings: Self.settings())
    var request = Self.request()
    request.field = .difference
    let before = try scene(model, request, space)
    for _ in 0..<400 { _ = try model.step(in: space) }
    let after = try scene(model, request, space)
    let (first, last) = (try #require(before.rootMeanSquare), try #require(after.rootMeanSquare))
    #expect(last < 0.5 * first, "\(first), then \(last)")
    let lattice = try #require(after.difference)
    #expect(lattice.values.allSatisfy { $0 >= 0 && $0.isFinite })
    // The number is the same however the plane is cut out, and whichever field is drawn.
    request.across = 0...20
    request.field = .learned
    #expect(try scene(model, request, space).rootMeanSquare == last)
  }

  @Test("The density of the mixture and the kernel estimate of its draws add up to one, and agree")
  func densities() throws {
    let space = workspace()
    let model = try DiffusionModel(data: Self.clumps, settings: Self.settings())
    var request = Self.request(1)
    request.hasDensity = true
    request.cloud = (0..<300).flatMap { [Self.clumps.values[$0, 0], Self.clumps.values[$0, 1]] }
    let found = try scene(model, request, space)
    let (exact, estimate) = (try #require(found.density), try #require(found.estimate))
    let cell = 30.0 * 240 / Double(exact.rows * exact.columns)
    for lattice in [exact, estimate.lattice] {
      #expect(abs(lattice.values.reduce(0, +) * cell - 1) < 0.01)
    }
    // Two clumps: the bandwidth is that of one of them, not of both together.
    #expect(estimate.bandwidths[0] < 1 && estimate.bandwidths[0] > 0.2)
    let common = zip(exact.values, estimate.lattice.values).reduce(0) { $0 + min($1.0, $1.1) * cell }
    #expect(common > 0.75, "they have \(common) in common")
    let half = try #require(exact.level(leavingOut: 0.5))
    let inside = exact.values.filter { $0 > half }.reduce(0, +) * cell
    #expect(abs(inside - 0.5) < 0.03)
  }

  @Test("The place under the cursor: what the row was, and which component it is of")
  func preview() throws {
    let space = workspace()
    let model = try DiffusionModel(data: Self.clumps, settings: Self.settings())
    var request = Self.request(20)
    request.cursor = PlanePoint(x: 6, y: 230)
    let found = try #require(try scene(model, request, space).preview)
    #expect(abs(found.noisy[0] - 6) < 1e-12 && abs(found.noisy[1] - 230) < 1e-9)
    #expect(abs(found.responsibilities.reduce(0, +) - 1) < 1e-12)
    #expect(found.responsibilities[0] > 0.999)
    let exact = try #require(found.exact)
    #expect(abs(exact[0] - 6) < 1.5 && abs(exact[1] - 230) < 10)
    request.reference = nil
    let alone = try #require(try scene(model, request, space).preview)
    #expect(alone.exact == nil && alone.responsibilities.isEmpty && alone.learned == found.learned)
  }

  @Test("One column, more than two, a level of 0, rows that are all alike, columns that are none")
  func edges() throws {
    let space = workspace()
    let line = DataTable(
      name: "line", values: Matrix(rows: 300, columns: 1, storage: Self.clumps.values.column(0)))
    let model = try DiffusionModel(data: line, settings: Self.settings())
    var request = PlaneSceneRequest(x: 0, y: 0, across: 0...20, upwards: 0...20, level: 0)
    request.field = .exact
    request.hasDensity = true
    request.reference = DiffusionOracles.line
    request.cloud = (0..<300).flatMap { [line.values[$0, 0], line.values[$0, 0]] }
    let found = try scene(model, request, space)
    #expect(found.arrows.isEmpty && found.number == 1)
    #expect(found.density?.rows == 1 && found.estimate?.bandwidths.count == 1)
    request.cloud = Array(repeating: 3, count: 40)
    #expect(try scene(model, request, space).estimate == nil)
    request.x = 1
    #expect(model.portrait(DiffusionPortraitRequest(scene: request), in: space).scene == nil)

    let wide = DataTable(
      name: "wide",
      values: Matrix((0..<300).map { Self.clumps.values.row($0) + [Double($0 % 7), Double($0 % 5)] }))
    let fourColumns = try DiffusionModel(data: wide, settings: Self.settings())
    var plane = Self.request()
    plane.field = .learned
    plane.hasDensity = true
    let slice = try scene(fourColumns, plane, space)
    // The mixture is one of two columns: it says nothing about four.
    #expect(slice.isSlice && !slice.arrows.isEmpty && slice.density == nil && slice.rootMeanSquare == nil)
  }
}
