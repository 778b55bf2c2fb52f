import Neural
import NumericCore
import RealModule

extension MixtureEncoderModel {
  /// The responsibilities over the plane of the first two columns, exact and as the encoder has them, and the account.
  public func portrait(_ request: VariationalPortraitRequest, in workspace: Workspace) -> VariationalPortrait
  {
    let isQuick = mixture.data.rows <= Self.mostRowsPerFrame
    let account = isQuick ? (try? pass(under: law, in: workspace))?.account : nil
    let hard =
      settings.encoder == .hard && isQuick
      ? (try? pass(under: .hard(parameters), in: workspace))?.account.divergence : nil
    let approximation = hard ?? 0
    return VariationalPortrait(
      plan: plan, nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken,
      unitCount: mixture.data.rows, observations: complete.weight,
      coordinates: mixture.coordinates(of: parameters), coordinateNames: coordinateNames, tables: tables,
      account: account.map(inOwnUnits),
      lost: NatsLost(
        approximation: settings.encoder == .hard && hard == nil ? nil : approximation,
        amortisation: account.map { $0.divergence - approximation }),
      picture: .discriminant(picture(request)), unitGaps: request.wantsUnitGaps && isQuick ? unitGaps : nil)
  }

  /// From so many rows on, totals over them are not in every frame.
  private static var mostRowsPerFrame: Int { 20_000 }
  /// At most so many rows are drawn.
  private static var mostRowsShown: Int { 3000 }

  private func inOwnUnits(_ total: LawAccount) -> LawAccount {
    var total = total
    total.expectedLogJoint -= complete.unitOffset
    total.logLikelihood -= complete.unitOffset
    return total
  }

  private var unitGaps: [Double]? {
    guard let density = try? MixtureDensity(parameters) else { return nil }
    let rows = mixture.data.values
    let (joints, laws) = (
      density.logJoints(rows), law.logProbabilities(rows, components: parameters.components)
    )
    return (0..<rows.rows).map { LawAccount(logJoint: joints.row($0), logLaw: laws.row($0)).divergence }
  }

  private func picture(_ request: VariationalPortraitRequest) -> DiscriminantPicture {
    let table = mixture.data
    let transform = table.transform
    let unit = min(max(0, request.unit), table.rows - 1)
    let isPlane = table.dimensions > 1
    let stride = (table.rows + Self.mostRowsShown - 1) / Self.mostRowsShown
    let shown = Array(Swift.stride(from: 0, to: table.rows, by: stride))
    let values = table.values.selectingRows(shown)
    let (exact, encoder) = firstShares(values)
    let rows = shown.indices.map { index in
      DiscriminantPicture.Row(
        x: transform.own(values[index, 0], column: 0),
        y: isPlane ? transform.own(values[index, 1], column: 1) : 0,
        exact: exact[index], encoder: encoder[index])
    }
    let window = request.window ?? Self.window(about: rows)
    let (columns, lines) = (min(max(1, request.columns), 400), min(max(1, request.rows), 200))
    var places = Matrix<Double>(rows: columns * lines, columns: table.dimensions)
    let selected = table.values.row(unit)
    func middle(_ range: ClosedRange<Double>, _ index: Int, of count: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
    }
    for line in 0..<lines {
      for column in 0..<columns {
        let place = line * columns + column
        for j in selected.indices { places[place, j] = selected[j] }
        places[place, 0] = (middle(window.x, column, of: columns) - transform.shift[0]) / transform.scale[0]
        guard isPlane else { continue }
        places[place, 1] = (middle(window.y, line, of: lines) - transform.shift[1]) / transform.scale[1]
      }
    }
    let grid = firstShares(places)
    return DiscriminantPicture(
      xName: table.columnNames[0], yName: isPlane ? table.columnNames[1] : "", rows: rows, window: window,
      columns: columns, exact: grid.exact, encoder: grid.encoder, components: components,
      account: account(ofRow: unit))
  }

  /// The responsibility of the first component in each of some rows, exact and under q.
  private func firstShares(_ rows: Matrix<Double>) -> (exact: [Double], encoder: [Double]) {
    let k = parameters.components
    let exact = MixtureLaw.exact(parameters).logProbabilities(rows, components: k)
    let law = law.logProbabilities(rows, components: k)
    return (
      (0..<rows.rows).map { Double.exp(exact[$0, 0]) }, (0..<rows.rows).map { Double.exp(law[$0, 0]) }
    )
  }

  /// The account of one row, in the data's own units.
  private func account(ofRow row: Int) -> LawAccount {
    guard let density = try? MixtureDensity(parameters) else { return .zero }
    let values = mixture.data.values.selectingRows([row])
    var account = LawAccount(
      logJoint: density.logJoints(values).row(0),
      logLaw: law.logProbabilities(values, components: parameters.components).row(0))
    account.expectedLogJoint -= mixture.data.transform.logScale
    account.logLikelihood -= mixture.data.transform.logScale
    return account
  }

  /// A rectangle about rows with a margin of a twentieth.
  private static func window(about rows: [DiscriminantPicture.Row]) -> PlaneWindow {
    func range(_ values: [Double]) -> ClosedRange<Double> {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let margin = high > low ? 0.05 * (high - low) : 1
      return (low - margin)...(high + margin)
    }
    return PlaneWindow(x: range(rows.map(\.x)), y: range(rows.map(\.y)))
  }

  private var components: [DiscriminantPicture.Component] {
    let own = parameters.inOwnUnits(mixture.data.transform)
    let isPlane = own.dimensions > 1
    return (0..<own.components).map { k in
      DiscriminantPicture.Component(
        weight: own.weights[k], mean: PlanePoint(x: own.means[k, 0], y: isPlane ? own.means[k, 1] : 0),
        xx: own.covariances[k][0, 0], xy: isPlane ? own.covariances[k][0, 1] : 0,
        yy: isPlane ? own.covariances[k][1, 1] : 0)
    }
  }

  /// The components, in the data's own units, and the encoder, in standard deviations of the columns.
  private var tables: [ParameterTable] {
    let own = parameters.inOwnUnits(mixture.data.transform)
    let names = mixture.data.columnNames
    let ks = 0..<own.components
    var rows = [ParameterTable.Row("weight", own.weights)]
    rows += names.indices.map { j in .init("mean \(names[j])", ks.map { own.means[$0, j] }) }
    rows += names.indices.map { j in
      .init("sd \(names[j])", ks.map { own.covariances[$0][j, j].squareRoot() })
    }
    if names.count == 2 {
      rows.append(
        .init(
          "correlation",
          own.covariances.map { $0[0, 1] / ($0[0, 0] * $0[1, 1]).squareRoot() }))
    }
    var tables = [ParameterTable(header: [""] + ks.map { "\($0 + 1)" }, rows: rows)]
    if case .encoder(let encoder) = law, encoder.adam == nil, encoder.features.count <= 9 {
      tables.append(encoder.table(names))
    }
    return tables
  }

  private var coordinateNames: [String] {
    let names = mixture.data.columnNames
    let k = parameters.components
    var result = (1..<max(k, 1)).map { "log pi\($0)/pi\(k)" }
    for c in 1...k { result += names.map { "mu\(c) \($0)" } }
    for c in 0..<settings.family.freeCovariances(components: k) {
      let label = settings.family == .tied ? "" : "\(c + 1)"
      switch settings.family {
      case .full, .tied:
        for i in names.indices { result += (0...i).map { "L\(label) \(i + 1),\($0 + 1)" } }
      case .diagonal: result += names.map { "log sd\(label) \($0)" }
      case .spherical: result.append("log sd\(label)")
      }
    }
    return result
  }
}

extension SoftmaxEncoder {
  /// φ of an encoder without a hidden layer: log odds against the last component, the columns in standard deviations.
  fileprivate func table(_ names: [String]) -> ParameterTable {
    let weights = network.weights(ofLayer: 0)
    let biases = network.biases(ofLayer: 0)
    var labels = features.degree > 0 ? names : []
    if features.degree > 1 {
      for i in names.indices { for j in i..<names.count { labels.append("\(names[i]) x \(names[j])") } }
    }
    return ParameterTable(
      header: ["log odds"] + (1...biases.count).map { "\($0):\(biases.count + 1)" },
      rows: [.init("constant", biases)]
        + labels.indices.map { c in .init(labels[c], biases.indices.map { weights[$0, c] }) })
  }
}
