import DataFiles
import FoundationEssentials
import LatentModels
import NumericCore

/// Start values in a JSON file: `{"weights": [K], "means": [K][D], "covariances": [K][D][D]}`, in the units of the fit.
enum StartFile {
  private struct Content: Decodable {
    let weights: [Double]
    let means: [[Double]]
    let covariances: [[[Double]]]
  }

  /// Larger files are not read.
  private static let largest = 64 << 20

  /// Reads the file at `path`, which must hold values for so many components.
  static func read(_ path: String, components: Int) throws -> MixtureParameters {
    let bytes: [UInt8]?
    do {
      bytes = try shortFile(path, limit: largest)
    } catch .notFound {
      throw failing(
        "--start \(path): there is no such file; use kmeans++, random, or a JSON file with weights, means and covariances",
        .noInput)
    } catch {
      throw failing(error)
    }
    guard let bytes else { throw failing("\(path): larger than 64 MiB", .badData) }
    let content: Content
    do {
      content = try JSONDecoder().decode(Content.self, from: Data(bytes))
    } catch {
      throw failing(
        "\(path): not the start of a mixture; expected {\"weights\": [K], \"means\": [K][D], \"covariances\": [K][D][D]}",
        .badData)
    }
    let k = content.weights.count
    let d = content.means.first?.count ?? 0
    guard k == components, content.means.count == k, content.covariances.count == k else {
      throw failing(
        "\(path): \(k) weights, \(content.means.count) means and \(content.covariances.count) covariances "
          + "for --components \(components)", .badData)
    }
    guard d > 0, content.means.allSatisfy({ $0.count == d }),
      content.covariances.allSatisfy({ $0.count == d && $0.allSatisfy { $0.count == d } })
    else {
      throw failing("\(path): means of \(d) numbers need covariances of \(d) rows of \(d)", .badData)
    }
    return MixtureParameters(
      weights: content.weights, means: Matrix(content.means),
      covariances: content.covariances.map { Matrix($0) })
  }
}
