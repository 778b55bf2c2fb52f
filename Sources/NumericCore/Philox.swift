/// The counter-based random number generator Philox4x32-10 (Salmon, Moraes, Dror & Shaw, 2011).
///
/// A function, not a state: the same counter and key give the same four words on every machine and in any order, so any
/// draw of a run can be made again without making the draws before it.
public enum Philox {
  /// Ten rounds on a counter of four words under a key of two.
  public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c.x)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: p0))
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)  // the golden ratio and √3 − 1, as the authors chose
    }
    return c
  }
}
