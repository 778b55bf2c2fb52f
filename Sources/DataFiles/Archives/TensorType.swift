/// A type of number in a file of tensors or arrays, by its name in safetensors.
enum TensorType: String {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case brainFloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  /// How many bytes a number takes.
  var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .brainFloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The number whose bytes, the least significant first, are those of `bits`. A 64-bit integer is rounded to 53 bits.
  func number(_ bits: UInt64) -> Double {
    switch self {
    case .float64: Double(bitPattern: bits)
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .float16: Self.half(UInt16(truncatingIfNeeded: bits))
    // A BF16 is the upper half of a Float32.
    case .brainFloat16: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16))
    case .int64: Double(Int64(bitPattern: bits))
    case .int32: Double(Int32(truncatingIfNeeded: bits))
    case .int16: Double(Int16(truncatingIfNeeded: bits))
    case .int8: Double(Int8(truncatingIfNeeded: bits))
    case .uint64: Double(bits)
    case .uint32: Double(UInt32(truncatingIfNeeded: bits))
    case .uint16: Double(UInt16(truncatingIfNeeded: bits))
    case .uint8, .bool: Double(UInt8(truncatingIfNeeded: bits))
    }
  }

  /// An IEEE 754 half: 1 bit of sign, 5 of exponent with bias 15, 10 of significand.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF) * 0x1p-10
    let magnitude: Double =
      switch exponent {
      case 0: fraction * 0x1p-14
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }
}
