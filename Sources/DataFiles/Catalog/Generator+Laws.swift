import Glibc
import NumericCore

extension Generator {
  /// All laws.
  static let all: [Generator] = [
    twoMoons, pinwheel, spirals, checkerboard, eightGaussians, swissRoll, quadratic,
  ]

  /// Two interleaved half circles: with t uniform on [0, π], the upper moon is (cos t, sin t) and the lower one
  /// (1 − cos t, ½ − sin t), each with probability ½, plus a normal deviation of 0.1 in each coordinate.
  /// The shape is `make_moons` of scikit-learn.
  static let twoMoons = Generator(
    "two-moons", aliases: ["moons", "twomoon"], label: "moon", levels: ["upper", "lower"],
    summary: "two interleaved half circles", source: "make_moons, Pedregosa et al. (2011)"
  ) { stream in
    let level = stream.index(below: 2)
    let t = Double.pi * stream.uniform()
    let x = level == 0 ? cos(t) : 1 - cos(t)
    let y = level == 0 ? sin(t) : 0.5 - sin(t)
    return (SIMD3(x + 0.1 * stream.normal(), y + 0.1 * stream.normal(), 0), Int32(level))
  }

  /// A wheel of five bent arms: (r, s) = (1 + 0.3 ε₁, 0.1 ε₂) with ε standard normal, turned by the angle
  /// 2πk/5 + ¼ eʳ of arm k, and doubled. The five arms are equally likely.
  static let pinwheel = Generator(
    "pinwheel", aliases: [], label: "arm", levels: (1...5).map(String.init),
    summary: "a wheel of five bent arms", source: "Johnson et al. (2016)"
  ) { stream in
    let level = stream.index(below: 5)
    let r = 1 + 0.3 * stream.normal()
    let s = 0.1 * stream.normal()
    let angle = 2 * Double.pi * Double(level) / 5 + 0.25 * exp(r)
    let x = r * cos(angle) - s * sin(angle)
    let y = r * sin(angle) + s * cos(angle)
    return (SIMD3(2 * x, 2 * y, 0), Int32(level))
  }

  /// Two spirals of one and a half turns: with n = 3π√u, u uniform, an arm is (−n cos n + v₁, n sin n + v₂)/3 with v
  /// uniform on [0, ½], the other its reflection in the origin; plus a normal deviation of 0.1.
  static let spirals = Generator(
    "spirals", aliases: ["spiral", "twospirals", "2spirals"], label: "arm",
    levels: ["first", "second"], summary: "two spirals wound around each other",
    source: "Grathwohl et al. (2019)"
  ) { stream in
    let level = stream.index(below: 2)
    let sign = level == 0 ? 1.0 : -1.0
    let n = 3 * Double.pi * stream.uniform().squareRoot()
    let x = sign * (-n * cos(n) + 0.5 * stream.uniform()) / 3
    let y = sign * (n * sin(n) + 0.5 * stream.uniform()) / 3
    return (SIMD3(x + 0.1 * stream.normal(), y + 0.1 * stream.normal(), 0), Int32(level))
  }

  /// The eight dark fields of a 4 × 4 board on [−4, 4]², each field of side 2 and equally likely, the point uniform in
  /// it. Field (column i, row j) is dark if i + j is even; its class is numbered row by row from the lower left.
  static let checkerboard = Generator(
    "checkerboard", aliases: ["checker", "chessboard"], label: "field",
    levels: (1...8).map(String.init), summary: "the eight dark fields of a 4 x 4 board",
    source: "Grathwohl et al. (2019)"
  ) { stream in
    let level = stream.index(below: 8)
    let j = level / 2
    let i = 2 * (level % 2) + j % 2
    let x = 2 * (Double(i) + stream.uniform()) - 4
    let y = 2 * (Double(j) + stream.uniform()) - 4
    return (SIMD3(x, y, 0), Int32(level))
  }

  /// Eight equal normal laws of standard deviation ½/√2 around a circle of radius 4/√2, at the angles kπ/4.
  static let eightGaussians = Generator(
    "eight-gaussians", aliases: ["8gaussians", "ring"], label: "mode",
    levels: (1...8).map(String.init), summary: "eight normal clouds around a circle",
    source: "Grathwohl et al. (2019)"
  ) { stream in
    let level = stream.index(below: 8)
    let angle = Double.pi / 4 * Double(level)
    let unit = 0.5.squareRoot()
    let x = unit * (4 * cos(angle) + 0.5 * stream.normal())
    let y = unit * (4 * sin(angle) + 0.5 * stream.normal())
    return (SIMD3(x, y, 0), Int32(level))
  }

  /// A rolled-up sheet in three dimensions: (t cos t, h, t sin t) with t uniform on [1.5π, 4.5π] and h uniform on
  /// [0, 21], plus a normal deviation of 0.3 in each coordinate. The class is the quarter of the range of t.
  static let swissRoll = Generator(
    "swiss-roll", aliases: ["roll"], dimensions: 3, label: "quarter",
    levels: (1...4).map(String.init), summary: "a rolled-up sheet in three dimensions",
    source: "Marsland (2009)"
  ) { stream in
    let u = stream.uniform()
    let t = 1.5 * Double.pi * (1 + 2 * u)
    let h = 21 * stream.uniform()
    let noise = SIMD3(stream.normal(), stream.normal(), stream.normal())
    return (SIMD3(t * cos(t), h, t * sin(t)) + 0.3 * noise, Int32(4 * u))
  }

  /// A parabola of a normal latent seen through noise: x = −½ + z + ½ z² + ½ ε with z and ε standard normal, the model of the
  /// curve that variational fits are shown on. The class is the half that z lies in.
  static let quadratic = Generator(
    "quadratic", aliases: ["parabola", "curve"], dimensions: 1, label: "half", levels: ["lower", "upper"],
    summary: "a parabola of a normal latent, seen through noise",
    source: "a quadratic decoder with a scalar latent"
  ) { stream in
    let z = stream.normal()
    return (SIMD3(-0.5 + z * (1 + 0.5 * z) + 0.5 * stream.normal(), 0, 0), z < 0 ? 0 : 1)
  }
}
