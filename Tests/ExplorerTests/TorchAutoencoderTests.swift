import DataFiles
import FoundationEssentials
import LatentModels
import NumericCore
import Testing

/// A whole autoencoder goes to PyTorch and comes from there. The fixtures stand beside the script that made them.
@Suite("Autoencoders of PyTorch")
struct TorchAutoencoderTests {
  /// What PyTorch makes of the rows, in Double.
  private struct Results: Decodable {
    let rows: [[Double]]
    let means: [[Double]]
    let decoded: [[Double]]
    let bounds: [Double]
    let logLikelihoods: [Double]
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(name)")))
  }

  private func results() throws -> Results {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Results.self, from: Data(try fixture("autoencoder.json")))
  }

  private func model() throws -> VariationalAutoencoder {
    let archive = try SafetensorsFile.decode(try fixture("autoencoder_torch.safetensors"), named: "torch")
    let rows = try results().rows
    let data = try AutoencoderData(
      name: "rows", values: rows.flatMap { $0.map { Float($0) } }, columns: 6)
    return try VariationalAutoencoder(archive: archive, rows: data)
  }

  private func isNear(_ found: [Double], _ expected: [Double], _ tolerance: Double) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < tolerance }
  }

  @Test("A state dict that the safetensors package wrote gives what PyTorch makes of the rows")
  func reading() throws {
    let (model, expected) = (try model(), try results())
    let workspace = Workspace(pool: .onCaller())
    let laws = model.laws(of: [0, 1, 2, 3], in: workspace)
    let decoded = model.decoded(expected.means)
    for row in 0..<4 {
      #expect(isNear(Array(laws.row(row).prefix(2)), expected.means[row], 2e-6))
      #expect(isNear(decoded[row], expected.decoded[row], 2e-6))
      let gaps = try #require(model.gaps(ofRow: row, in: workspace))
      #expect(abs(gaps.bound - expected.bounds[row]) < 1e-5)
      #expect(abs(gaps.logLikelihood - expected.logLikelihoods[row]) < 3e-5)
    }
  }

  @Test("What is saved of it is, byte for byte, the file in which Python found PyTorch's numbers again")
  func writing() throws {
    let bytes = SafetensorsFile.encode(try model().archived())
    #expect(bytes == (try fixture("autoencoder_elbow.safetensors")))
  }
}
