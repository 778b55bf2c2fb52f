import CellGrid
import Glibc

extension Color {
  /// The relative luminance of an RGB colour, 0 for black to 1 for white (WCAG 2.2: the sRGB components made linear,
  /// weighted 0.2126, 0.7152, 0.0722); nil for colours whose look is the terminal's business.
  public var luminance: Double? {
    linearComponents.map { 0.2126 * $0[0] + 0.7152 * $0[1] + 0.0722 * $0[2] }
  }

  /// The contrast ratio to `other`, 1 ... 21 (WCAG 2.2: (L₁ + 0.05) / (L₂ + 0.05), lighter over darker); nil where one
  /// of them is not RGB. Text needs 4.5, graphics 3.
  public func contrast(to other: Color) -> Double? {
    guard let one = luminance, let two = other.luminance else { return nil }
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  /// The colour `share` of the way to `other`, mixed in OKLab (Ottosson, 2020) so that the steps look even. Where one of
  /// them is not RGB it is the nearer of the two.
  public func mixed(with other: Color, share: Double) -> Color {
    let share = share.isNaN ? 0 : min(max(share, 0), 1)
    guard let one = lab, let two = other.lab else { return share < 0.5 ? self : other }
    return Color(lab: one + (two - one) * share)
  }

  /// Lightness, green to red and blue to yellow of OKLab; nil where the colour is not RGB.
  var lab: SIMD3<Double>? {
    guard let rgb = linearComponents else { return nil }
    let l = cbrt(0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2])
    let m = cbrt(0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2])
    let s = cbrt(0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2])
    return SIMD3(
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  private init(lab: SIMD3<Double>) {
    func cube(_ value: Double) -> Double { value * value * value }
    let l = cube(lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z)
    let m = cube(lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z)
    let s = cube(lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z)
    self = .rgb(
      Color.encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      Color.encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      Color.encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  /// Red, green and blue as amounts of light, 0 ... 1 (the sRGB transfer function undone).
  var linearComponents: [Double]? {
    guard case .rgb(let red, let green, let blue) = self else { return nil }
    return [red, green, blue].map {
      let value = Double($0) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  private static func encoded(_ light: Double) -> UInt8 {
    let value = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    return UInt8(min(max(value, 0), 1) * 255 + 0.5)
  }
}
