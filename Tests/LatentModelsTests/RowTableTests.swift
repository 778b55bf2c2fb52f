import LatentModels
import NumericCore
import Testing

@Suite("What a model says of each row")
struct RowTableTests {
  /// The total of a column over the rows.
  private func total(_ name: String, _ table: RowTable) throws -> Double {
    let column = try #require(table.columnNames.firstIndex(of: name))
    return (0..<table.values.rows).reduce(0) { $0 + table.values[$1, column] }
  }

  @Test(
    "The rows of a mixture add up to its log-likelihood, and their responsibilities to 1, missing values or not"
  )
  func mixture() throws {
    var holed = OldFaithful.standardized.values
    (holed[3, 0], holed[7, 1], holed[8, 0]) = (.nan, .nan, .nan)
    for data in [OldFaithful.standardized, OldFaithful.standardized.replacingValues(holed)] {
      for noise in [false, true] {
        var settings = MixtureSettings(components: 2, seed: 3)
        settings.hasNoise = noise
        var mixture = try GaussianMixture(data: data, settings: settings)
        try mixture.run(11)
        let model = AnyEMModel(mixture)
        var evaluation = try model.evaluation(on: data)
        try evaluation.finish(in: workspace())
        let table = try model.rowTable(of: data, in: workspace())
        #expect(table.columnNames == ["row", "log_likelihood", "r1", "r2"] + (noise ? ["r_noise"] : []))
        #expect(abs(try total("log_likelihood", table) - evaluation.scores[0].objective.nats) < 1e-8)
        for row in 0..<table.values.rows {
          #expect(abs(table.values.row(row).dropFirst(2).reduce(0, +) - 1) < 1e-12)
        }
      }
    }
  }

  @Test(
    "Rows keep their numbers in the source, and nats are those of one observation, however often it counts")
  func numbers() throws {
    let some = OldFaithful.standardized.selectingRows([4, 9, 20, 21, 40, 60, 77])
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(5)
    let model = AnyEMModel(mixture)
    let table = try model.rowTable(of: some, in: workspace())
    #expect(table.values.column(0) == [5, 10, 21, 22, 41, 61, 78])
    let heavy = try model.rowTable(
      of: some.weighted(by: [1, 2, 3, 4, 5, 6, 7]), in: workspace())
    #expect(heavy == table)
  }

  @Test(
    "The rows of a Gaussian, of PPCA and of factor analysis add up to the log-likelihood; latents have means and sds"
  )
  func factors() throws {
    let (data, space) = (Tables.iris.standardized(), workspace())
    var normal = try MultivariateNormal(data: data, settings: NormalSettings(seed: 1))
    for _ in 0..<4 { _ = try normal.step(in: space) }
    var ppca = try PPCA(
      data: data,
      settings: FactorSettings(.isotropic, latentDimensions: 2, start: .principalComponents, seed: 1))
    for _ in 0..<18 { _ = try ppca.step(in: space) }
    var factor = try FactorAnalysis(
      data: data, settings: FactorSettings(.diagonal, latentDimensions: 2, start: .random, seed: 1))
    for _ in 0..<18 { _ = try factor.step(in: space) }
    for (model, latents) in [(AnyEMModel(normal), 0), (AnyEMModel(ppca), 2), (AnyEMModel(factor), 2)] {
      var evaluation = try model.evaluation(on: data)
      try evaluation.finish(in: workspace())
      let table = try model.rowTable(of: data, in: workspace())
      #expect(abs(try total("log_likelihood", table) - evaluation.scores[0].objective.nats) < 1e-7)
      #expect(table.columnNames.count == 2 + 2 * latents)
      for place in 0..<latents {
        let (z, sd) = (table.values.column(2 + place), table.values.column(2 + latents + place))
        // E m² + V = 1 at a maximum, and near it on the way: the latent is N(0, I) beforehand.
        #expect(abs(z.reduce(0, +) / Double(z.count)) < 1e-6)
        #expect(sd.allSatisfy { $0 > 0 && $0 <= 1 })
      }
    }
  }

  @Test("The rows of an autoencoder add up to its bounds, of linear nets and of others")
  func autoencoder() throws {
    let data = OldFaithful.standardized
    for isLinear in [true, false] {
      var settings = AutoencoderSettings()
      (settings.latents, settings.epochs) = (1, 2)
      (settings.encoder, settings.decoder) = isLinear ? ([], []) : ([8], [8])
      settings.law = .gaussian(deviation: 0.5, isLearned: true)
      var model = try VariationalAutoencoder(data: data, settings: settings)
      let space = workspace()
      while model.nextPhase != nil { _ = try model.step(in: space) }
      var evaluation = try model.evaluation(on: data, draws: 20)
      try evaluation.finish(in: workspace())
      let table = try model.rowTable(of: data, draws: 20, in: workspace())
      #expect(table.columnNames == ["row", "elbo", "iwae", "z1", "sd_z1"])
      #expect(abs(try total("elbo", table) - evaluation.scores[0].objective.nats) < 1e-3)
      #expect(abs(try total("iwae", table) - evaluation.scores[1].objective.nats) < 1e-3)
      #expect(table.values.column(4).allSatisfy { $0 > 0 })
    }
  }

  @Test("A model whose rows belong to cells says that it has none to score; other columns are refused")
  func refusals() throws {
    let counts = DataTable(name: "linkage", values: Matrix([[125], [18], [20], [34]]))
    let cells = try LinkageMultinomial(data: counts, settings: LinkageSettings())
    #expect(throws: FittingError.self) {
      try AnyEMModel(cells).rowTable(of: counts, in: workspace())
    }
    let mixture = AnyEMModel(try OldFaithful.goldenMixture())
    #expect(throws: FittingError.self) { try mixture.rowTable(of: Tables.iris, in: workspace()) }
  }
}
