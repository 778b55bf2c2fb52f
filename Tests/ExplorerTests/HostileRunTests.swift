import DataFiles
import Explorer
import LatentModels
import NumericCore
import TestSupport
import Testing

@Suite("Saved runs of hostile hands", .tags(.hostile))
struct HostileRunTests {
  /// A run that was saved by the explorer, after those keys.
  private func saved(
    _ data: DataTable, _ lab: LabName, _ keys: [String]
  ) async throws -> (history: ModelArchive, data: DataTable) {
    let folder = try TemporaryFolder()
    var desk = await Desk(data, MixtureSettings(components: 2), lab: lab)
    for key in keys {
      await desk.press(key)
      for _ in 0..<3 { await desk.tick() }
    }
    await desk.press("s", "Ctrl-U")
    await desk.type("\(folder.path)/a.safetensors")
    await desk.press("Enter")
    let (file, table) = try RunFile.open("\(folder.path)/a.safetensors")
    return (file.history, table)
  }

  /// The same with one or two things in it that are not as they were.
  private func damaged(_ archive: ModelArchive, _ random: inout RandomStream) -> ModelArchive {
    var archive = archive
    for _ in 0...random.index(below: 2) {
      if random.index(below: 2) == 0 {
        let names = archive.metadata.keys.sorted()
        damage(&archive.metadata[names[random.index(below: names.count)]], &random)
      } else {
        let names = archive.tensors.keys.sorted()
        damage(&archive.tensors[names[random.index(below: names.count)]], &random)
      }
    }
    return archive
  }

  private func damage(_ value: inout String?, _ random: inout RandomStream) {
    guard let text = value else { return }
    let odd = [
      "", "-1", "0", "1", "3", "1e308", "nan", "inf", "9223372036854775807", "18446744073709551615", "65536",
      "true",
      "full", "\u{0}", ",", "[]", "{}",
    ]
    switch random.index(below: 5) {
    case 0: value = nil
    case 1, 2: value = odd[random.index(below: odd.count)]
    default:
      // Another character, one more, or one less: most often of a number.
      var characters = Array(text)
      let places = characters.indices.filter { random.index(below: 3) == 0 || characters[$0].isNumber }
      guard let place = places.isEmpty ? nil : places[random.index(below: places.count)] else { return }
      switch random.index(below: 3) {
      case 0: characters[place] = Array("0123456789-.,e")[random.index(below: 14)]
      case 1: characters.insert("9", at: place)
      default: characters.remove(at: place)
      }
      value = String(characters)
    }
  }

  private func damage(_ tensor: inout ModelArchive.Tensor?, _ random: inout RandomStream) {
    guard let old = tensor else { return }
    var (shape, values) = (old.shape, old.values)
    let odd = [Double.nan, .infinity, -.infinity, 0, -1, 1e300, -1e300, 1e-300, 0.5, 2, 1e15]
    switch random.index(below: 6) {
    case 0: tensor = nil
    case 1:
      shape = [values.count]
      tensor = ModelArchive.Tensor(shape: shape, values: values)
    case 2: tensor = ModelArchive.Tensor(shape: [0], values: [])
    case 3:
      let value = odd[random.index(below: odd.count)]
      tensor = ModelArchive.Tensor(shape: shape, values: values.map { _ in value })
    default:
      guard !values.isEmpty else { return }
      for _ in 0...random.index(below: 3) {
        values[random.index(below: values.count)] = odd[random.index(below: odd.count)]
      }
      tensor = ModelArchive.Tensor(shape: shape, values: values)
    }
  }

  enum Kind: CaseIterable, Sendable {
    case mixture, factor, variational, autoencoder, diffusion, ladder
  }

  @Test("Hundreds of damaged runs open, or do not, in words: nothing traps", arguments: Kind.allCases)
  func damagedRuns(_ kind: Kind) async throws {
    let (history, data) =
      switch kind {
      case .mixture:
        try await saved(Tables.faithful, .em, [".", ".", "l", "D", "1", ".", "w", "z"])
      case .factor:
        try await saved(Tables.iris, .em, ["F2", "Home", "Right", "Right", "Esc", ".", "."])
      case .variational: try await saved(try DataCatalog.load("lsat"), .vi, [".", "f", ".", "n", "t"])
      case .autoencoder: try await saved(Tables.murray, .vae, [".", ".", "B", ".", "v", "n"])
      case .diffusion: try await saved(Tables.murray, .diffusion, [".", ".", "F", "w"])
      case .ladder: try await saved(Tables.murray, .ladder, [" ", "w"])
      }
    var random = RandomStream(seed: 21, purpose: .sampling)
    var opened = 0
    let count = kind == .ladder ? 60 : 250
    for _ in 0..<count {
      let hostile = damaged(history, &random)
      var desk = await Desk(nil)
      await desk.settle(desk.open(hostile, on: data))
      for key in [".", ",", "Home", "End", "w", "w"] { await desk.press(key) }
      _ = desk.grid
      if desk.explorer.activeStep != nil { opened += 1 }
      await desk.finish()
    }
    #expect(kind == .ladder || opened > count / 4)
  }
}
