import Neural
import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// The objective's gradient against finite differences (O33), and the fast one against the readable one.
struct AutoencoderGradientTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let settings: AutoencoderSettings
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "Bernoulli", settings: smallSettings { $0.law = .bernoulli }),
    Case(name: "continuous Bernoulli", settings: smallSettings { $0.law = .continuousBernoulli }),
    Case(
      name: "Gaussian, learned",
      settings: smallSettings { $0.law = .gaussian(deviation: 0.4, isLearned: true) }),
    Case(
      name: "Gaussian, fixed",
      settings: smallSettings { $0.law = .gaussian(deviation: 0.4, isLearned: false) }),
    Case(name: "with labels", settings: smallSettings { $0.isConditional = true }),
    Case(name: "beta 3", settings: smallSettings { $0.beta = 3 }),
    Case(
      name: "importance weights",
      settings: smallSettings {
        $0.objective = .importance(draws: 5)
        $0.law = .gaussian(deviation: 0.4, isLearned: true)
      }),
    Case(
      name: "linear decoder, in closed form",
      settings: smallSettings { $0.decoder = [] }),
    Case(
      name: "linear nets under beta 2",
      settings: smallSettings {
        ($0.encoder, $0.decoder) = ([], [])
        $0.beta = 2
      }),
  ]

  private func start(_ settings: AutoencoderSettings, rows: Int = 7) throws -> (
    ReferenceAutoencoder, ReferenceAutoencoder.Batch, Matrix<Double>
  ) {
    let data = try AutoencoderData(unitRows(rows, columns: 6), heldOut: 0, seed: 1)
    let layout = try VariationalAutoencoder.layout(of: data, settings)
    var parameters = layout.start(settings)
    var random = RandomStream(seed: 5, purpose: .simulation)
    for index in parameters.indices { parameters[index] += 0.3 * random.normal() }
    let batch = data.batch(Array(0..<rows), classes: layout.classes)
    let draws = settings.objective.draws
    let noise = Matrix(
      rows: rows * draws, columns: layout.latents,
      storage: (0..<(rows * draws * layout.latents)).map { _ in random.normal() })
    return (
      ReferenceAutoencoder(settings: settings, layout: layout, parameters: parameters), batch, noise
    )
  }

  @Test("Every gradient is that of central differences", arguments: cases)
  func differences(_ one: Case) throws {
    let (reference, batch, noise) = try start(one.settings)
    func loss(_ parameters: [Double]) -> Double {
      let moved = ReferenceAutoencoder(
        settings: one.settings, layout: reference.layout, parameters: parameters)
      let terms = moved.gradient(batch, noise: noise, weight: one.settings.beta).terms
      return -terms.objective / Double(terms.rows)
    }
    let gradient = reference.gradient(batch, noise: noise, weight: one.settings.beta).gradient
    #expect(gradient.count == reference.parameters.count)
    let scale = gradient.map { abs($0) }.max() ?? 0
    for index in gradient.indices {
      let h = 1e-5 * max(1, abs(reference.parameters[index]))
      var (up, down) = (reference.parameters, reference.parameters)
      up[index] += h
      down[index] -= h
      let difference = (loss(up) - loss(down)) / (2 * h)
      #expect(abs(gradient[index] - difference) < 1e-6 * max(abs(difference), scale), "parameter \(index)")
    }
  }

  @Test("Free nats flatten the objective where a latent is below them, and only there")
  func freeNats() throws {
    for free in [0.05, 50] {
      let settings = smallSettings { $0.freeNats = free }
      let (reference, batch, noise) = try start(settings)
      let plain = ReferenceAutoencoder(
        settings: smallSettings(), layout: reference.layout, parameters: reference.parameters)
      let (own, ownGradient) = reference.gradient(batch, noise: noise, weight: 1)
      let (all, allGradient) = plain.gradient(batch, noise: noise, weight: 1)
      let rows = Double(own.rows)
      let expected =
        own.reconstruction - own.divergences.reduce(0) { $0 + max($1, free * rows) }
      #expect(abs(own.objective - expected) < 1e-9)
      #expect(abs(own.bound - all.bound) < 1e-12)
      #expect((ownGradient == allGradient) == (free < 1))
    }
  }

  @Test(
    "Doubly reparameterised, the decoder's gradient is that of importance weights, the encoder's on the mean")
  func doublyReparameterized() throws {
    // One row many times over: the means over its copies are means over the noise.
    let data = try AutoencoderData(
      DataTable(
        name: "copies",
        values: Matrix(rows: 4000, columns: 3, storage: (0..<12000).map { [0.2, 0.9, 0.4][$0 % 3] })),
      heldOut: 0, seed: 1)
    var settings = smallSettings {
      $0.law = .gaussian(deviation: 0.5, isLearned: true)
      $0.objective = .importance(draws: 4)
    }
    let layout = try VariationalAutoencoder.layout(of: data, settings)
    var parameters = layout.start(settings)
    var random = RandomStream(seed: 9, purpose: .simulation)
    for index in parameters.indices { parameters[index] += 0.4 * random.normal() }
    let noise = Matrix(
      rows: 16000, columns: 2, storage: (0..<32000).map { _ in random.normal() })
    let batch = data.batch(Array(0..<4000), classes: 0)
    let weighted = ReferenceAutoencoder(settings: settings, layout: layout, parameters: parameters)
      .gradient(batch, noise: noise, weight: 1).gradient
    settings.objective = .doublyReparameterized(draws: 4)
    let double = ReferenceAutoencoder(settings: settings, layout: layout, parameters: parameters)
      .gradient(batch, noise: noise, weight: 1).gradient
    for index in layout.decoder.parameters { #expect(abs(weighted[index] - double[index]) < 1e-12) }
    let scale = layout.encoder.parameters.map { abs(weighted[$0]) }.max() ?? 0
    #expect(scale > 0.05)
    for index in layout.encoder.parameters {
      #expect(abs(weighted[index] - double[index]) < 0.05 * scale, "parameter \(index)")
    }
    #expect(weighted != double)
  }

  @Test(
    "In Float, a step sees what the readable one sees", arguments: cases.filter { !$0.settings.isClosedForm })
  func inFloat(_ one: Case) throws {
    var settings = one.settings
    settings.batch = 150
    let data = try AutoencoderData(unitRows(150, columns: 6), heldOut: 0, seed: 1)
    let layout = try VariationalAutoencoder.layout(of: data, settings)
    let parameters = layout.start(settings)
    let draws = settings.objective.draws
    var noise = Matrix<Double>(rows: 150 * draws, columns: layout.latents)
    for row in 0..<150 {
      var random = RandomStream(seed: settings.seed, purpose: .latent, step: 8, row: UInt32(row))
      for draw in 0..<draws { for j in 0..<layout.latents { noise[row * draws + draw, j] = random.normal() } }
    }
    let rows = Array((0..<150).reversed())
    let (terms, gradient) = ReferenceAutoencoder(settings: settings, layout: layout, parameters: parameters)
      .gradient(data.batch(rows, classes: layout.classes), noise: noise, weight: settings.beta)

    let pool = WorkerPool(threads: 2)
    let pass = FloatAutoencoderPass(settings, layout, rows: 150, draws: draws, isTraining: true)
    let room = FloatGradient(count: layout.count)
    var training = FloatTraining(parameters: parameters.map(Float.init), adam: FloatAdam(count: layout.count))
    let fast = training.step(
      data, indices: rows, through: pass, gradient: room, weight: settings.beta, rate: 1e-3, step: 8, on: pool
    )
    #expect(fast.rows == 150)
    #expect(abs(fast.objective - terms.objective) < 1e-4 * abs(terms.objective) + 1e-3)
    #expect(abs(fast.bound - terms.bound) < 1e-4 * abs(terms.bound) + 1e-3)
    let scale = gradient.map { abs($0) }.max() ?? 0
    for index in gradient.indices {
      #expect(abs(Double(room.numbers[index]) - gradient[index]) < 2e-5 * scale + 1e-6, "parameter \(index)")
    }
    #expect(training.adam.stepsTaken == 1)
    pool.stop()
  }
}
