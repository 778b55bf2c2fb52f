import Neural
import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// What holds of every training: the same bits however it is computed and however one comes back to a step.
struct AutoencoderTrainingTests {
  private static let settings = smallSettings {
    ($0.latents, $0.encoder, $0.decoder, $0.batch, $0.epochs, $0.heldOut) = (3, [20], [17], 100, 4, 0.2)
    $0.law = .bernoulli
  }
  private static let table = unitRows(330, columns: 12, binary: true)

  private func parameters(threads: Int, _ settings: AutoencoderSettings = settings) throws -> [Float] {
    let workspace = Workspace(pool: WorkerPool(threads: threads))
    var model = try VariationalAutoencoder(data: Self.table, settings: settings)
    try model.finish(in: workspace)
    #expect(model.stepsTaken == 12 && model.iteration == 4 && model.records.count == 4)
    #expect(model.data.heldOut.count == 66 && model.records[3].heldOut?.rows == 66)
    return model.floatParameters
  }

  @Test("The same bits come out at any number of threads")
  func threads() throws {
    let one = try parameters(threads: 1)
    for threads in [2, 3] { #expect(try parameters(threads: threads) == one) }
    var other = Self.settings
    other.seed = 43
    #expect(try parameters(threads: 2, other) != one)
  }

  @Test("A copy goes on as the original, and a rewound history replays the same bits")
  func rewinds() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    var timeline = Timeline(
      start: try VariationalAutoencoder(data: Self.table, settings: Self.settings), memoryBudget: 60_000)
    for _ in 0..<5 { _ = try timeline.advance(in: workspace) }
    timeline.intervene("beta", with: try timeline.model.changed(by: .beta(2)))
    while try timeline.advance(in: workspace) {}
    let last = timeline.model.floatParameters
    let (entries, end) = (timeline.entries, timeline.end)
    try timeline.seek(to: 2, in: workspace)
    var copy = timeline.model
    let event = try copy.step(in: workspace)
    #expect(entries[2] == .step(event))
    try timeline.seek(to: end, in: workspace)
    #expect(timeline.model.floatParameters == last)
    #expect(timeline.model.settings.beta == 2)
  }

  @Test("A saved training opens where it was and goes on to the same bits, in Float and in Double")
  func archives() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 1))
    var linear = Self.settings
    (linear.encoder, linear.decoder, linear.law) = ([], [], .gaussian(deviation: 1, isLearned: true))
    for settings in [Self.settings, linear] {
      var model = try VariationalAutoencoder(data: Self.table, settings: settings)
      for _ in 0..<7 { _ = try model.step(in: workspace) }
      var timeline = Timeline(start: try VariationalAutoencoder(data: Self.table, settings: settings))
      for _ in 0..<7 { _ = try timeline.advance(in: workspace) }
      var opened = try Timeline<VariationalAutoencoder>(archive: timeline.archived(), data: Self.table)
      #expect(opened.entries == timeline.entries)
      #expect(opened.model.records == model.records)
      while try opened.advance(in: workspace) {}
      try model.finish(in: workspace)
      #expect(opened.model.parameters == model.parameters)
      #expect(opened.model.records == model.records)
    }
  }

  @Test("Layers have the names and shapes that PyTorch gives those of a sequence")
  func names() throws {
    let archive = try VariationalAutoencoder(data: Self.table, settings: Self.settings).archived()
    #expect(archive.tensors["encoder.0.weight"]?.shape == [20, 12])
    #expect(archive.tensors["encoder.0.bias"]?.shape == [20])
    #expect(archive.tensors["encoder.2.weight"]?.shape == [6, 20])
    #expect(archive.tensors["decoder.0.weight"]?.shape == [17, 3])
    #expect(archive.tensors["decoder.2.bias"]?.shape == [12])
  }

  @Test("An archive that does not fit is refused in words, whatever is wrong with it")
  func hostileArchives() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 1))
    var model = try VariationalAutoencoder(data: Self.table, settings: Self.settings)
    _ = try model.step(in: workspace)
    let good = model.archived()
    // The units of the rows are for a model without its rows.
    for name in good.tensors.keys where !name.hasPrefix("units.") {
      var missing = good
      missing.tensors[name] = nil
      #expect(throws: FittingError.self) { try VariationalAutoencoder(archive: missing, data: Self.table) }
      var other = good
      other.tensors[name] = .init(shape: [3, 3], values: [Double](repeating: .nan, count: 9))
      #expect(throws: FittingError.self) { try VariationalAutoencoder(archive: other, data: Self.table) }
    }
    for (key, value) in [
      ("latents", "9000000000"), ("encoder", "1,-2"), ("batch", "0"), ("likelihood", "x"), ("rate", "nan"),
      ("steps", "-4"), ("objective", "y"), ("activation", "z"),
    ] {
      var wrong = good
      wrong.metadata[key] = value
      #expect(throws: FittingError.self, "\(key)") {
        try VariationalAutoencoder(archive: wrong, data: Self.table)
      }
    }
  }

  @Test("Settings and rows that cannot be trained are refused with what they must be")
  func refusals() throws {
    for change: (inout AutoencoderSettings) -> Void in [
      { $0.latents = 0 }, { $0.batch = 0 }, { $0.rate = -1 }, { $0.rate = .nan }, { $0.beta = .infinity },
      { $0.heldOut = 1 }, { $0.encoder = [0] }, { $0.law = .gaussian(deviation: 0, isLearned: true) },
      { $0.objective = .importance(draws: 0) }, { $0.epochs = 0 },
    ] {
      #expect(throws: FittingError.self) {
        try VariationalAutoencoder(data: Self.table, settings: smallSettings(change))
      }
    }
    // Log odds need values between 0 and 1; a condition needs labels.
    let bernoulli = smallSettings { $0.law = .bernoulli }
    #expect(throws: FittingError.self) {
      try VariationalAutoencoder(data: Irises.table, settings: bernoulli)
    }
    let conditional = smallSettings { $0.isConditional = true }
    #expect(throws: FittingError.self) {
      try VariationalAutoencoder(data: Irises.table, settings: conditional)
    }
    var model = try VariationalAutoencoder(data: Self.table, settings: bernoulli)
    model.settings.rate = 10
    #expect(throws: FittingError.self) { try model.changed(by: .rotation(degrees: 10)) }
    #expect(throws: FittingError.self) { try model.changed(by: .beta(-1)) }
    #expect(throws: FittingError.self) { try model.changed(by: .epochs(0)) }
  }

  @Test("A training that leaves the numbers says so and stays where it was")
  func diverges() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 1))
    var settings = smallSettings { $0.rate = 10 }
    settings.law = .gaussian(deviation: 1e-3, isLearned: true)
    var values = Irises.table.values
    for index in values.storage.indices { values.storage[index] *= 1e18 }
    var model = try VariationalAutoencoder(data: DataTable(name: "vast", values: values), settings: settings)
    let before = model.parameters
    #expect(throws: FittingError.diverged(rate: 10)) { try model.finish(in: workspace) }
    #expect(model.parameters == before && model.stepsTaken == 0)
  }

  @Test("A missing value costs nothing, and what stands in its place does not matter to the loss")
  func missing() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 1))
    var values = Self.table.values
    for row in stride(from: 0, to: 330, by: 3) { values[row, row % 12] = .nan }
    var model = try VariationalAutoencoder(
      data: DataTable(name: "holes", values: values), settings: Self.settings)
    try model.finish(in: workspace)
    let areFinite = model.parameters.allSatisfy { $0.isFinite }
    #expect(areFinite)
    let whole = model.terms(of: [1], in: workspace).reconstruction
    let holes = model.terms(of: [0], in: workspace).reconstruction
    #expect(whole.isFinite && holes.isFinite && holes < 0)
  }

  @Test("What is climbed says what it is")
  func kinds() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 1))
    func kind(_ table: DataTable, _ change: (inout AutoencoderSettings) -> Void) throws -> Objective.Kind {
      var model = try VariationalAutoencoder(data: table, settings: smallSettings(change))
      return try model.step(in: workspace).objective.kind
    }
    let grey = unitRows(40, columns: 5)
    let changes: [(inout AutoencoderSettings) -> Void] = [
      { $0.law = .bernoulli }, { $0.beta = 2 }, { $0.warmup = 3 }, { $0.freeNats = 0.1 },
    ]
    for change in changes {
      let found = try kind(grey, change)
      #expect(found == .offScale)
    }
    let drawn = try kind(grey) { _ in }
    if case .estimatedBound(let error) = drawn {
      #expect(error > 0)
    } else {
      Issue.record("a minibatch estimates a bound")
    }
    let whole = try kind(grey) { ($0.decoder, $0.batch) = ([], 40) }
    #expect(whole == .bound)
  }
}
