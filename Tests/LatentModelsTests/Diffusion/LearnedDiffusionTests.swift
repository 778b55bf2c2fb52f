import NumericCore
import Testing

@testable import LatentModels

@Suite("Learned diffusion models") struct LearnedDiffusionTests {
  /// Rows of a generator that every test may use: two clouds in a plane, with their names.
  private func clouds(_ count: Int, columns: Int = 2) -> DataTable {
    var stream = RandomStream(seed: 11, purpose: .dataGeneration)
    var codes: [Int32] = []
    var values = Matrix<Double>(rows: count, columns: columns)
    for row in 0..<count {
      let code = stream.index(below: 2)
      codes.append(Int32(code))
      for column in 0..<columns { values[row, column] = 5 + (code == 0 ? -2 : 2) + 0.3 * stream.normal() }
    }
    return DataTable(
      name: "clouds", values: values, labels: Labels(name: "cloud", codes: codes, levels: ["low", "high"]))
  }

  private func small(_ change: (inout DiffusionSettings) -> Void = { _ in }) -> DiffusionSettings {
    var settings = DiffusionSettings()
    (settings.levels, settings.hidden, settings.blocks, settings.codes) = (50, 32, 2, 16)
    (settings.batch, settings.steps, settings.recordEvery) = (150, 20, 10)
    change(&settings)
    return settings
  }

  @Test(
    "Training gives the same bits at any number of threads, and after going back",
    arguments: DiffusionSettings.Objective.allCases)
  func reproducible(objective: DiffusionSettings.Objective) throws {
    var results: [[Float]] = []
    for threads in 1...3 {
      let pool = WorkerPool(threads: threads)
      defer { pool.stop() }
      let workspace = Workspace(pool: pool)
      var model = try DiffusionModel(
        data: clouds(300),
        settings: small {
          $0.objective = objective
          $0.isConditional = true
        })
      for _ in 0..<10 { _ = try model.step(in: workspace) }
      let snapshot = model
      try model.finish(in: workspace)
      var again = snapshot
      try again.finish(in: workspace)
      #expect(again.parameters == model.parameters && again.records == model.records)
      results.append(model.parameters + model.averagedParameters)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test("The loss of every objective and weight falls")
  func falls() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    for objective in DiffusionSettings.Objective.allCases {
      for weight in [DiffusionSettings.Weight.simple, .bound, .minimumRatio(5), .preconditioned] {
        var model = try DiffusionModel(
          data: clouds(300),
          settings: small {
            ($0.objective, $0.weight, $0.steps, $0.clip) = (objective, weight, 300, 1)
            ($0.averageDecay, $0.recordEvery) = (0.9, 50)
          })
        try model.finish(in: workspace)
        #expect(
          model.records[5].loss < 0.95 * model.records[0].loss, "\(objective) with \(weight.name)")
        #expect(abs(model.levels.weights.reduce(0, +) / 50 - 1) < 1e-12)
      }
    }
  }

  @Test("A model opened from its archive goes on exactly as the one that was saved")
  func archive() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    let law = MixtureParameters(
      weights: [0.5, 0.5], means: Matrix(rows: 2, columns: 2, storage: [3, 3, 7, 7]),
      covariances: Array(repeating: Matrix(rows: 2, columns: 2, storage: [1, 0, 0, 1]), count: 2))
    var model = try DiffusionModel(
      data: clouds(300), law: law,
      settings: small {
        $0.drawsFresh = true
        $0.schedule = .given((1...50).map { 0.002 * Double($0) })
      })
    for _ in 0..<13 { _ = try model.step(in: workspace) }
    var opened = try DiffusionModel(archive: model.archived(), data: clouds(300))
    try model.finish(in: workspace)
    try opened.finish(in: workspace)
    #expect(opened.parameters == model.parameters && opened.averagedParameters == model.averagedParameters)
    #expect(opened.records == model.records && opened.settings == model.settings)
    #expect(model.records.allSatisfy { $0.floor != nil && $0.excess != nil })
  }

  @Test("Weights that came without a state of training are kept as they are, saved again and trained on")
  func weightsAlone() throws {
    let workspace = Workspace(pool: .onCaller())
    var trained = try DiffusionModel(data: clouds(300), settings: small { _ in })
    for _ in 0..<20 { _ = try trained.step(in: workspace) }
    var weights = try DiffusionModel(archive: trained.archivedWeights(), data: clouds(300))
    for _ in 0..<2 {
      let opened = try DiffusionModel(archive: weights.archived(), data: clouds(300))
      #expect(opened.averagedParameters == weights.averagedParameters)
      #expect(opened.parameters == weights.parameters && opened.stepsTaken == weights.stepsTaken)
      _ = try weights.step(in: workspace)
    }
  }

  @Test("Archives that are not whole are refused in a sentence")
  func hostile() throws {
    let table = clouds(60)
    let archive = try DiffusionModel(data: table, settings: small()).archived()
    for name in archive.tensors.keys.sorted() where name != "records" {
      var broken = archive
      broken.tensors[name] = .init([1, 2, 3, 4, 5])
      #expect(throws: FittingError.self, "\(name)") { try DiffusionModel(archive: broken, data: table) }
      broken.tensors[name] = archive.tensors[name].map {
        .init(shape: $0.shape, values: $0.values.map { _ in .nan })
      }
      #expect(throws: FittingError.self, "\(name)") { try DiffusionModel(archive: broken, data: table) }
    }
    let numbers = [
      "levels", "hidden", "blocks", "codes", "batch", "planned_steps", "rate", "decay", "average_decay",
      "label_dropout", "held_out", "record_every", "seed", "schedule", "objective", "weight", "activation",
    ]
    for name in numbers {
      for value in ["-1", "1e300", "nan", "", "999999999999999999999"] {
        var broken = archive
        broken.metadata[name] = value
        #expect(throws: FittingError.self, "\(name) \(value)") {
          try DiffusionModel(archive: broken, data: table)
        }
      }
    }
    var huge = archive
    (huge.metadata["hidden"], huge.metadata["blocks"]) = ("8192", "64")
    #expect(throws: FittingError.self) { try DiffusionModel(archive: huge, data: table) }
    #expect(throws: FittingError.self) { try DiffusionModel(archive: archive, data: clouds(60, columns: 3)) }
  }

  @Test("Tiles draw the rows that the sampler of the same seed draws, whatever stands beside them")
  func samples() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    for objective in DiffusionSettings.Objective.allCases {
      var model = try DiffusionModel(
        data: clouds(300),
        settings: small {
          ($0.objective, $0.isConditional, $0.averageDecay) = (objective, true, 0.5)
        })
      try model.finish(in: workspace)
      let denoiser = model.denoiser
      let grid = try NoiseGrid(model.levels.schedule)
      for method in [SamplingMethod.ancestral(.upper), .ancestral(.lower), .ddim(eta: 0), .ddim(eta: 0.5)] {
        var sampler = try DiffusionSampler(
          GuidedDenoiser(denoiser, weight: 0.5), count: 140, grid: grid, method: method, seed: 9,
          labels: Array(repeating: 1, count: 140))
        try sampler.finish(in: workspace)
        let fast = try #require(
          denoiser.samples(
            count: 140, grid: grid, method: method, seed: 9, label: 1, guidance: 0.5, in: workspace))
        let far = zip(fast.storage, sampler.state.storage).map { abs($0 - $1) }.max() ?? .infinity
        #expect(far < 1e-3)
        let part = try #require(
          denoiser.samples(
            count: 5, grid: grid, method: method, seed: 9, firstRow: 93, label: 1, guidance: 0.5,
            in: workspace)
        )
        #expect(part.storage == Array(fast.storage[(93 * 2)..<(98 * 2)]))
      }
      #expect(denoiser.samples(count: 5, grid: grid, method: .multistep, seed: 9, in: workspace) == nil)
    }
  }

  @Test("What cannot be fitted is refused in a sentence, and small things can be")
  func edges() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    let constant = DataTable(name: "c", values: Matrix(rows: 3, columns: 2, storage: [1, 5, 2, 5, 3, 5]))
    #expect(throws: FittingError.constantColumn(name: "x2")) {
      try DiffusionModel(data: constant, settings: small())
    }
    #expect(throws: FittingError.constantColumn(name: "x1")) {
      try DiffusionModel(data: clouds(1), settings: small())
    }
    #expect(throws: FittingError.noData) {
      try DiffusionModel(data: clouds(5).selectingRows([]), settings: small())
    }
    #expect(throws: FittingError.self) {
      try DiffusionModel(data: clouds(50), settings: small { $0.drawsFresh = true })
    }
    for (levels, columns) in [(1, 2), (50, 64), (2, 1)] {
      var model = try DiffusionModel(
        data: clouds(40, columns: columns),
        settings: small {
          $0.levels = levels
          $0.batch = 1
        })
      try model.finish(in: workspace)
      let draws = try model.samples(
        count: 3, grid: try NoiseGrid(model.levels.schedule), method: .ancestral(.upper), seed: 1,
        in: workspace)
      #expect(draws.storage.allSatisfy(\.isFinite) && draws.columns == columns)
      var evaluation = try model.evaluation(on: clouds(40, columns: columns))
      try evaluation.finish(in: workspace)
      #expect(evaluation.scores[0].objective.nats.isFinite)
    }
  }
}
