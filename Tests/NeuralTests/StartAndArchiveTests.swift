import Neural
import NumericCore
import Testing

@Suite("How networks start and are kept")
struct StartAndArchiveTests {
  @Test("The same stream draws the same network, another seed another one")
  func reproducible() {
    let first = NetworkTests.network([4, 6, 2], .silu, seed: 1)
    #expect(first == NetworkTests.network([4, 6, 2], .silu, seed: 1))
    #expect(first != NetworkTests.network([4, 6, 2], .silu, seed: 2))
  }

  @Test("Weights have the spread of their law, biases and the law of zeros are zero")
  func laws() {
    func drawn(_ law: Initialization) -> MultilayerPerceptron {
      var stream = RandomStream(seed: 11, purpose: .start)
      return MultilayerPerceptron(widths: [120, 80], activation: .relu, initialization: law, from: &stream)
    }
    func meanSquare(_ network: MultilayerPerceptron) -> Double {
      let weights = network.weights(ofLayer: 0).storage
      return weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    }
    // Of 9600 draws the mean square is known to 1.4 % (normal) and 0.9 % (uniform), one standard error.
    #expect(abs(meanSquare(drawn(.he)) * 60 - 1) < 0.06)
    #expect(abs(meanSquare(drawn(.xavier)) * 100 - 1) < 0.04)
    #expect(drawn(.xavier).weights(ofLayer: 0).storage.allSatisfy { abs($0) <= 0.1732051 })
    #expect(drawn(.zero).parameters.allSatisfy { $0 == 0 })
    #expect(drawn(.he).biases(ofLayer: 0).allSatisfy { $0 == 0 })
    #expect(Initialization.suiting(.tanh) == .xavier && Initialization.suiting(.silu) == .he)
  }

  @Test("A network comes back from an archive as it was")
  func roundTrip() {
    for widths in [[3, 5, 4, 2], [1, 1], [0, 2]] {
      let network = NetworkTests.network(widths, .softplus, .sigmoid)
      var archive = ModelArchive()
      network.write(to: &archive, as: "encoder")
      #expect(archive.tensors["encoder.0.weights"]?.shape == [widths[1], widths[0]])
      #expect(MultilayerPerceptron(archive: archive, name: "encoder") == network)
      #expect(MultilayerPerceptron(archive: archive, name: "decoder") == nil)
    }
  }

  @Test("An archive with a part missing or of another shape gives no network")
  func brokenArchives() {
    var whole = ModelArchive()
    NetworkTests.network([3, 5, 2], .relu).write(to: &whole, as: "net")
    func read(_ change: (inout ModelArchive) -> Void) -> MultilayerPerceptron? {
      var archive = whole
      change(&archive)
      return MultilayerPerceptron(archive: archive, name: "net")
    }
    #expect(read { _ in } != nil)
    #expect(read { $0.metadata["net.activation"] = "step" } == nil)
    #expect(read { $0.metadata["net.output_activation"] = nil } == nil)
    #expect(read { $0.tensors["net.0.weights"] = nil } == nil)
    #expect(read { $0.tensors["net.1.biases"] = nil } == nil)
    #expect(read { $0.tensors["net.1.biases"] = .init([1]) } == nil)
    #expect(read { $0.tensors["net.1.weights"] = .init([1, 2]) } == nil)
    #expect(read { $0.tensors["net.1.weights"] = .init(Matrix(rows: 2, columns: 4)) } == nil)
    #expect(
      read {
        $0.tensors["net.0.weights"] = .init(shape: [0, 3], values: [])
        $0.tensors["net.0.biases"] = .init(shape: [0], values: [])
      } == nil)
  }
}
