import DataFiles
import Glibc
import NumericCore
import TestSupport
import Testing

@Suite("Safetensors", .tags(.hostile))
struct SafetensorsTests {
  private static let archive = ModelArchive(
    tensors: [
      "weights": .init([0.25, 0.75]),
      "means": .init(Matrix([[1, -2.5, .pi], [.nan, .infinity, .leastNonzeroMagnitude]])),
      "scale \"é\\\n": .init(shape: [], values: [42]),
      "none": .init(shape: [2, 0, 3], values: []),
    ],
    metadata: ["model": "gmm", "a \"name\"": "tabs\tand\u{1}\u{1F600}", "": ""])

  private func same(_ left: ModelArchive, _ right: ModelArchive) -> Bool {
    left.tensors.keys == right.tensors.keys && left.metadata == right.metadata
      && left.tensors.allSatisfy { name, tensor in
        tensor.shape == right.tensors[name]?.shape
          && tensor.values.map(\.bitPattern) == right.tensors[name]?.values.map(\.bitPattern)
      }
  }

  @Test("what is written is read back: names, order, shapes, every bit, every string")
  func roundTrip() throws {
    try withDirectory { directory in
      let path = directory + "/run.safetensors"
      try SafetensorsFile.write(Self.archive, to: path)
      #expect(same(try SafetensorsFile.read(path: path), Self.archive))
      let empty = ModelArchive()
      #expect(same(try SafetensorsFile.decode(SafetensorsFile.encode(empty), named: "f"), empty))
      try SafetensorsFile.write(
        ModelArchive(tensors: ["x": .init(Array(repeating: 1.5, count: 10_000))]), to: path)
      #expect(
        try SafetensorsFile.read(path: path).tensors["x"]?.values == Array(repeating: 1.5, count: 10_000))
    }
  }

  @Test("the bytes are those of the format")
  func bytes() {
    let header =
      "{\"__metadata__\":{\"k\":\"v\"},\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
    let padding = (8 - header.utf8.count % 8) % 8
    let archive = ModelArchive(tensors: ["x": .init([1])], metadata: ["k": "v"])
    #expect(
      SafetensorsFile.encode(archive)
        == [UInt8(header.utf8.count + padding), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
        + Array(repeating: 0x20, count: padding) + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
  }

  /// A file of `header` and `data`.
  private func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) } + Array(header.utf8) + data
  }

  @Test(
    "numbers of other types are read as the numbers they are",
    arguments: [
      ("F32", [0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x80, 0xFF], [1.5, -Double.infinity]),
      ("F16", [0x00, 0x3E, 0x01, 0x00, 0x00, 0xFC, 0xFF, 0x7B], [1.5, 0x1p-24, -Double.infinity, 65504]),
      ("BF16", [0xC0, 0x3F, 0x80, 0xC0], [1.5, -4]),
      ("I64", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-2]),
      ("I32", [0xFE, 0xFF, 0xFF, 0xFF], [-2]), ("I16", [0xFE, 0xFF], [-2]), ("I8", [0xFE], [-2]),
      ("U8", [0xFE], [254]), ("BOOL", [1, 0], [1, 0]),
    ] as [(String, [UInt8], [Double])])
  func types(name: String, data: [UInt8], values: [Double]) throws {
    let header =
      "{\"x\": {\"shape\":[\(values.count)],\"dtype\":\"\(name)\",\"data_offsets\":[0,\(data.count)]} } "
    #expect(try SafetensorsFile.decode(file(header, data), named: "f").tensors["x"]?.values == values)
  }

  private func fault(_ bytes: [UInt8]) -> String? {
    failure { () throws(DataError) in _ = try SafetensorsFile.decode(bytes, named: "f") }?.description
  }

  @Test("a header that lies about its length is refused before anything is made of it")
  func lengths() {
    let remedy = "Was it cut short, or written by something else?"
    #expect(
      fault([1, 2, 3])
        == "f is not a sound safetensors file: it has 3 bytes, and the length of its header alone takes 8. \(remedy)"
    )
    #expect(
      fault([0, 0, 0, 0, 0, 0, 0, 0x10, 0x7B])
        == "f is not a sound safetensors file: its header claims 1152921504606846976 bytes, and there can be 2 to 2. \(remedy)"
    )
    #expect(
      fault([255, 255, 255, 255, 255, 255, 255, 255])?.contains("claims 18446744073709551615 bytes") == true)
  }

  @Test(
    "a header that is not as it should be is refused with the byte and what was expected there",
    arguments: [
      ("[]", "'{' expected at byte 8"),
      ("{]", "'\"' expected at byte 9"),
      ("{} x", "the end of the header expected at byte 11"),
      ("{\"x", "a closing '\"' expected at byte 11"),
      ("{\"\u{1}\":", "a closing '\"' expected at byte 10"),
      ("{\"x\":3}", "'{' expected at byte 13"),
      ("{\"x\":{\"other\":3}}", "\"dtype\", \"shape\" or \"data_offsets\" expected at byte 14"),
      ("{\"x\":{\"dtype\":\"F64\"}}", "a tensor with dtype, shape and two data_offsets expected at byte 13"),
      ("{\"x\":{\"shape\":[-1]}}", "a whole number expected at byte 23"),
      ("{\"x\":{\"shape\":[01]}}", "a whole number expected at byte 23"),
      ("{\"x\":{\"shape\":[9223372036854775808]}}", "a whole number below 2^63 expected at byte 23"),
      ("{\"x\":{\"shape\":[[[[1]]]]}}", "a whole number expected at byte 23"),
      ("{\"__metadata__\":{\"k\":1}}", "'\"' expected at byte 29"),
      ("{\"__metadata__\":{\"k\":\"a\",\"k\":\"b\"}}", "the name \"k\" stands a second time at byte 33"),
      (
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        "the name \"__metadata__\" stands a second time at byte 27"
      ),
      ("{\"\\x\":{}}", "an escaped character expected at byte 11"),
      ("{\"\\ud800\":{}}", "a pair of surrogates expected at byte 11"),
      ("{\"\\u12g4\":{}}", "four hexadecimal digits expected at byte 12"),
    ])
  func syntax(header: String, expected: String) {
    #expect(
      fault(file(header))
        == "f is not a sound safetensors file: \(expected). Was it cut short, or written by something else?")
  }

  @Test("names that are not UTF-8 are refused")
  func encoding() {
    var bytes = file("{\"x\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0]}}")
    bytes[10] = 0xFF
    #expect(fault(bytes)?.contains("text in UTF-8 expected at byte 10") == true)
  }

  @Test(
    "tensors that do not fill the file one after another are refused",
    arguments: [
      ("F64", "[2]", "[0,8]", "tensor \"x\" needs 16 bytes by its shape and has 8 by its offsets"),
      ("F64", "[1]", "[0,16]", "tensor \"x\" ends at byte 79, and the file at 71"),
      ("F64", "[1]", "[8,0]", "tensor \"x\" begins at byte 70, and 62 was expected"),
      ("F64", "[0]", "[0,0]", "8 bytes more than the tensors take, from byte 62"),
      ("F8", "[1]", "[0,8]", "tensor \"x\" has numbers of type \"F8\", which is not one that is read"),
      (
        "F64", "[4611686018427387904,4611686018427387904,0]", "[0,0]",
        "the shape [4611686018427387904, 4611686018427387904, 0] of tensor \"x\" is too large to count"
      ),
      (
        "F64", "[1152921504606846976]", "[0,8]",
        "the shape [1152921504606846976] of tensor \"x\" is too large to count"
      ),
      (
        "U8", "[9223372036854775807]", "[0,9223372036854775807]",
        "tensor \"x\" ends at byte 9223372036854775807, and the file at 105"
      ),
      (
        "U8", "[1]", "[9223372036854775806,9223372036854775807]",
        "tensor \"x\" begins at byte 9223372036854775807, and 97 was expected"
      ),
    ])
  func places(type: String, shape: String, offsets: String, expected: String) {
    let header = "{\"x\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
    let bytes = file(header, Array(repeating: 0, count: 8))
    #expect(
      fault(bytes)
        == "f is not a sound safetensors file: \(expected). Was it cut short, or written by something else?")
  }

  @Test("two tensors on the same bytes, or with a gap between them, are refused")
  func overlaps() {
    func two(_ second: String) -> String? {
      fault(
        file(
          "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":\(second)}}",
          Array(repeating: 0, count: 8)))
    }
    #expect(two("[4,8]") == nil)
    #expect(two("[0,4]")?.contains("tensor \"b\" begins at byte") == true)
    #expect(two("[3,7]")?.contains("tensor \"b\" begins") == true)
    #expect(two("[5,9]")?.contains("tensor \"b\" begins") == true)
  }

  @Test("every truncation of a file is refused")
  func truncations() {
    let bytes = SafetensorsFile.encode(Self.archive)
    for count in 0..<bytes.count { #expect(fault(Array(bytes.prefix(count))) != nil) }
  }

  @Test("20,000 files with a few bytes changed are refused, or are archives that survive another round")
  func mutations() throws {
    let bytes = SafetensorsFile.encode(Self.archive)
    var stream = RandomStream(seed: 3, purpose: .sampling)
    var refused = 0
    for _ in 0..<20_000 {
      var mutated = bytes
      for _ in 0...stream.index(below: 4) {
        let place = stream.index(below: stream.index(below: 2) == 0 ? mutated.count : 12)
        switch stream.index(below: 4) {
        case 0: mutated[place] = UInt8(truncatingIfNeeded: stream.next())
        case 1: mutated[place] ^= 1 << UInt8(stream.index(below: 8))
        case 2: mutated.remove(at: place)
        default: mutated.insert([0x22, 0x2C, 0x7B, 0x5D, 0x39][stream.index(below: 5)], at: place)
        }
      }
      do {
        let archive = try SafetensorsFile.decode(mutated, named: "f")
        #expect(same(try SafetensorsFile.decode(SafetensorsFile.encode(archive), named: "f"), archive))
      } catch {
        refused += 1
      }
    }
    #expect(refused > 10_000 && refused < 20_000)
  }

  @Test("a header of a hundred thousand brackets is refused, not followed")
  func nesting() {
    #expect(fault(file(String(repeating: "{\"a\":", count: 100_000))) != nil)
    #expect(fault(file("{\"x\":{\"shape\":" + String(repeating: "[", count: 100_000))) != nil)
  }

  private static let pythonHasIt = shell("python3 -c 'import safetensors.numpy' 2>/dev/null").status == 0

  @Test("Python reads our file", .enabled(if: pythonHasIt, "python3 has no safetensors"))
  func pythonReads() throws {
    try withDirectory { directory in
      let path = directory + "/ours.safetensors"
      try SafetensorsFile.write(Self.archive, to: path)
      let script = """
        from safetensors import safe_open
        with safe_open('\(path)', 'numpy') as f:
          print(sorted(f.metadata().items()))
          for name in ['weights', 'means', 'none']:
            print(name, f.get_tensor(name).dtype, f.get_tensor(name).shape, f.get_tensor(name).tolist())
        """
      try AtomicFile.write(script.utf8, to: directory + "/read.py")
      #expect(
        shell("PYTHONUTF8=1 python3 '\(directory)/read.py'").output == """
          [('', ''), ('a "name"', 'tabs\\tand\\x01\u{1F600}'), ('model', 'gmm')]
          weights float64 (2,) [0.25, 0.75]
          means float64 (2, 3) [[1.0, -2.5, 3.141592653589793], [nan, inf, 5e-324]]
          none float64 (2, 0, 3) [[], []]

          """)
    }
  }

  @Test("we read Python's file", .enabled(if: pythonHasIt, "python3 has no safetensors"))
  func pythonWrites() throws {
    try withDirectory { directory in
      let path = directory + "/theirs.safetensors"
      let script = """
        import numpy as np
        from safetensors.numpy import save_file
        save_file({'b': np.arange(6, dtype=np.float32).reshape(2, 3) / 2, 'a': np.array([1.5, -2]),
                   'c': np.array([3, -4], dtype=np.int32), 'd': np.array(7.0)},
                  '\(path)', metadata={'k': 'é'})
        """
      try AtomicFile.write(script.utf8, to: directory + "/write.py")
      #expect(shell("PYTHONUTF8=1 python3 '\(directory)/write.py'").status == 0)
      let archive = try SafetensorsFile.read(path: path)
      #expect(archive.tensors["b"] == .init(shape: [2, 3], floats: [0, 0.5, 1, 1.5, 2, 2.5]))
      #expect(archive.tensors["a"]?.values == [1.5, -2])
      #expect(archive.tensors["c"]?.values == [3, -4])
      #expect(archive.tensors["d"] == .init(shape: [], values: [7]))
      #expect(archive.metadata == ["k": "é"])
    }
  }
}
