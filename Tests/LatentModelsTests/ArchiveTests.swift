import LatentModels
import NumericCore
import Testing

@Suite("Archives of a mixture")
struct ArchiveTests {
  @Test(
    "A mixture read back goes on to the last bit, from any half-step", arguments: CovarianceFamily.allCases)
  func roundTrip(family: CovarianceFamily) throws {
    for data in [OldFaithful.standardized, Tables.iris] {
      var original = try GaussianMixture(
        data: data,
        settings: MixtureSettings(
          components: 3, family: family, start: .random, ridge: 1e-7, tolerance: 1e-4, seed: .max))
      for _ in 0..<6 {
        var copy = try GaussianMixture(archive: original.archived(), data: data)
        #expect(copy.state == original.state && copy.settings == original.settings)
        #expect(copy.archived() == original.archived())
        var continued = original
        #expect(try copy.run(5) == continued.run(5))
        #expect(copy.state == continued.state)
        try original.run(1)
      }
    }
  }

  @Test("A mixture changed by hand is read back as it is, between E and M and before them")
  func changed() throws {
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(5)
    let changes: [EMChange] = [
      .components(4), .mean(component: 0, position: [0.5, -0.25]), .family(.tied), .ridge(0.125),
      .tolerance(1e-3),
      .start(.kMeansPlusPlus),
    ]
    for change in changes {
      let changed = try mixture.changed(by: change)
      var copy = try GaussianMixture(archive: changed.archived(), data: mixture.data)
      #expect(copy.state == changed.state)
      var continued = changed
      #expect(try copy.run(4) == continued.run(4))
      #expect(copy.state == continued.state)
    }
  }

  @Test("The parameter stands under plain names in the units of the fit")
  func layout() throws {
    let mixture = try OldFaithful.goldenMixture()
    let archive = mixture.archived()
    let start = ["start.weights", "start.means", "start.covariances"]
    #expect(Set(archive.tensors.keys) == Set(["weights", "means", "covariances"] + start))
    #expect(archive.tensors["means"] == .init(shape: [2, 2], values: [-1, -1, 1, 1]))
    #expect(archive.tensors["covariances"]?.shape == [2, 2, 2])
    #expect(archive.metadata["model"] == "gmm" && archive.metadata["covariance"] == "full")
    #expect(archive.metadata["start"] == "given" && archive.metadata["steps"] == "0")
  }

  /// What an archive is refused with after `damage`; nil if it is not.
  private func refusal(
    steps: Int = 3, _ damage: (inout ModelArchive) -> Void
  ) throws -> String? {
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(steps)
    var archive = mixture.archived()
    damage(&archive)
    do {
      _ = try GaussianMixture(archive: archive, data: mixture.data)
      return nil
    } catch .invalidArchive(let reason) {
      return reason
    } catch {
      return "\(error)"
    }
  }

  @Test("A missing tensor or entry is named")
  func missing() throws {
    #expect(try refusal { _ in } == nil)
    #expect(
      try refusal { $0.tensors["weights"] = nil } == "tensor \"weights\" is not a vector of 1 to 512 numbers")
    for name in [
      "means", "covariances", "law.means", "law.covariances", "statistics.sums", "statistics.shifts",
      "statistics.products",
    ] {
      let steps = name.hasPrefix("law.") ? 2 : 3
      #expect(try refusal(steps: steps) { $0.tensors[name] = nil } == "it has no tensor \"\(name)\"")
    }
    for name in [
      "model", "covariance", "start", "ridge", "tolerance", "seed", "steps", "iteration", "has_law",
    ] {
      #expect(try refusal { $0.metadata[name] = nil } == "its metadata have no entry \"\(name)\"")
    }
    #expect(try refusal { $0 = ModelArchive() } == "its metadata have no entry \"model\"")
  }

  @Test("A tensor of another shape, or with what is no number, is named")
  func shapes() throws {
    #expect(
      try refusal { $0.tensors["means"] = .init(shape: [4], values: [0, 0, 0, 0]) }
        == "tensor \"means\" has shape [4], where [2, 2] is expected")
    #expect(
      try refusal { $0.tensors["covariances"] = .init(shape: [2, 4], values: Array(repeating: 1, count: 8)) }
        == "tensor \"covariances\" has shape [2, 4], where [2, 2, 2] is expected")
    #expect(
      try refusal { $0.tensors["statistics.counts"] = .init([272]) }
        == "tensor \"statistics.counts\" has shape [1], where [2] is expected")
    #expect(
      try refusal { $0.tensors["last_log_likelihood"] = .init(shape: [0], values: []) }
        == "tensor \"last_log_likelihood\" has shape [0], where [1] is expected")
    for value in [Double.nan, .infinity] {
      #expect(
        try refusal { $0.tensors["means"] = .init(shape: [2, 2], values: [0, value, 0, 0]) }
          == "tensor \"means\" holds a value that is not finite")
      #expect(
        try refusal { $0.tensors["weights"] = .init([0.5, value]) }
          == "tensor \"weights\" holds a value that is not finite")
    }
    for weights in [
      ModelArchive.Tensor(shape: [0], values: []), .init(Array(repeating: 1e-5, count: 100_000)),
      .init(shape: [], values: [1]),
    ] {
      #expect(
        try refusal { $0.tensors["weights"] = weights }
          == "tensor \"weights\" is not a vector of 1 to 512 numbers")
    }
  }

  @Test("Numbers that are no mixture are refused")
  func values() throws {
    for covariance in [[1.0, 2, 2, 1], [1, 0.5, 0, 1], [0, 0, 0, 0], [-1, 0, 0, 1]] {
      #expect(
        try refusal {
          $0.tensors["covariances"] = .init(shape: [2, 2, 2], values: [1, 0, 0, 1] + covariance)
        } == "a covariance is not symmetric and positive definite")
    }
    for weights in [[0.5, 0.6], [0, 1], [-0.5, 1.5]] {
      #expect(
        try refusal { $0.tensors["weights"] = .init(weights) }
          == "the weights are not positive numbers that add up to 1")
    }
    #expect(
      try refusal { $0.tensors["means"] = .init(shape: [2, 2], values: [0, 1e150, 0, 0]) }
        == "a mean is too large to square")
    for counts in [[-1.0, 273], [272, 272], [0, 0]] {
      #expect(
        try refusal { $0.tensors["statistics.counts"] = .init(counts) }
          == "the expected rows of the components are not shares of the 272 rows of the data")
    }
  }

  @Test("Entries that say nothing sensible are quoted")
  func metadata() throws {
    #expect(try refusal { $0.metadata["model"] = "vae" } == "it holds a model of kind vae, not gmm")
    #expect(try refusal { $0.metadata["covariance"] = "round" } == "covariance family round is not known")
    #expect(try refusal { $0.metadata["ridge"] = "little" } == "\"ridge\" is \"little\", not a number")
    #expect(try refusal { $0.metadata["seed"] = "-1" } == "\"seed\" is \"-1\", not a number")
    for text in ["-1", "1000000000001", "9223372036854775807"] {
      #expect(try refusal { $0.metadata["steps"] = text } == "\"steps\" is \(text), not a number of steps")
    }
    #expect(
      try refusal { $0.metadata["iteration"] = "99999999999999999999" }
        == "\"iteration\" is \"99999999999999999999\", not a number")
    for text in ["nan", "-1"] {
      #expect(try refusal { $0.metadata["ridge"] = text }?.hasPrefix("ridge is") == true)
      #expect(try refusal { $0.metadata["tolerance"] = text }?.hasPrefix("tolerance is") == true)
    }
  }

  @Test("Another table than the one it was fitted to is refused where the shapes or the rows show it")
  func otherTable() throws {
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(1)
    let archive = mixture.archived()
    #expect(throws: FittingError.self) { try GaussianMixture(archive: archive, data: Tables.iris) }
    let fewer = DataTable(name: "f", values: OldFaithful.standardUnits.values.selectingRows(Array(0..<100)))
    #expect(throws: FittingError.self) { try GaussianMixture(archive: archive, data: fewer) }
  }
}
