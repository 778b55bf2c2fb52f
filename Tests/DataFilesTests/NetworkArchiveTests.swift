import DataFiles
import NumericCore
import Testing

@Suite("Safetensors of networks")
struct NetworkArchiveTests {
  private func ramp(_ count: Int) -> [Float] { (0..<count).map { (Float($0) - 2) / 3 } }

  private var network: ModelArchive {
    ModelArchive(
      tensors: [
        "encoder.0.weight": .init(shape: [3, 2], floats: ramp(6)),
        "encoder.0.bias": .init(shape: [3], floats: ramp(3)),
        "decoder.0.weight": .init(shape: [2, 3], floats: ramp(6)),
        "decoder.0.bias": .init(shape: [2], floats: ramp(2)),
        "steps": .init(shape: [1], values: [12_345_678_901], precision: .integer),
        "loss": .init(shape: [], values: [0.1]), "a \"name\"\twith é": .init([1.5, -.infinity]),
      ], metadata: ["format": "pt"])
  }

  @Test("a file that the package for Python wrote is read: names, shapes, types and every number")
  func reading() throws {
    #expect(try SafetensorsFile.decode(try fixture("network.safetensors"), named: "f") == network)
  }

  @Test("what is written is byte for byte what that package writes")
  func writing() throws {
    #expect(SafetensorsFile.encode(network) == (try fixture("network.safetensors")))
    try withDirectory { directory in
      let path = directory + "/network.safetensors"
      try SafetensorsFile.write(network, to: path)
      #expect(try SafetensorsFile.read(path: path) == network)
    }
  }

  @Test("a weight that is not finite is refused with its place; other tensors may hold it")
  func weights() throws {
    let bytes = try fixture("network.safetensors")
    #expect(
      failure { () throws(DataError) in
        _ = try SafetensorsFile.decode(bytes, named: "f") { $0.hasPrefix("a ") }
      }?.description
        == "f is not a sound safetensors file: tensor \"a \"name\" with é\" has -inf at byte 528, where a finite number was expected. Was it cut short, or written by something else?"
    )
    #expect(throws: Never.self) { try SafetensorsFile.decode(bytes, named: "f") { $0.hasSuffix("weight") } }
    var broken = bytes
    // The first weight of the encoder, which stands last.
    broken.replaceSubrange((bytes.count - 24)..<(bytes.count - 20), with: [0, 0, 0xC0, 0x7F])
    #expect(
      failure { () throws(DataError) in
        _ = try SafetensorsFile.decode(broken, named: "f") { $0.hasSuffix("weight") }
      }
        == .archive(
          file: "f", fault: .notFinite(tensor: "encoder.0.weight", offset: bytes.count - 24, found: "nan")))
  }

  @Test("integers that a Double cannot hold are read as the nearest ones, and written as Float64")
  func largeIntegers() throws {
    let header = "{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
    let file =
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [
        255, 255, 255, 255, 255, 255, 255, 127,
      ]
    let tensor = try SafetensorsFile.decode(file, named: "f").tensors["n"]
    #expect(tensor?.values == [0x1p63] && tensor?.precision == .double)
  }
}
