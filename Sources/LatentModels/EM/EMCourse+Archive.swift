import NumericCore

extension ExpectationMaximization {
  /// Adds to `archive` what every model keeps of itself: counts, method, and the statistics between E and M.
  func archiveCourse(in archive: inout ModelArchive) {
    archive.metadata["model"] = Self.summary.name
    archive.metadata["steps"] = String(course.stepsTaken)
    archive.metadata["iteration"] = String(course.iteration)
    archive.metadata["iteration_of_method"] = String(course.iterationOfMethod)
    archive.metadata["expectation"] = plan.method.expectation.name
    archive.metadata["maximization"] = plan.method.maximization.name
    archive.metadata["tolerance"] = String(plan.tolerance)
    archive.metadata["seed"] = String(plan.seed)
    for (name, tensor) in course.statistics?.tensors ?? [:] {
      archive.tensors["statistics." + name] = tensor
    }
    for (name, tensor) in course.average?.tensors ?? [:] { archive.tensors["average." + name] = tensor }
    if let last = course.lastLogLikelihood { archive.tensors["last_log_likelihood"] = .init([last]) }
    for (index, anchor) in course.anchors.enumerated() {
      archive.tensors["anchor.\(index)"] = .init(anchor)
    }
  }
}

extension ExpectationMaximization {
  /// Adds to `archive` the present parameter and those that the course keeps, each as the tensors that `tensors` makes of
  /// it, behind a prefix of its own.
  func archiveParameters(
    in archive: inout ModelArchive, _ tensors: (Parameters) -> [String: ModelArchive.Tensor]
  ) {
    let kept: [(String, Parameters?)] = [
      ("", parameters), ("law.", course.lawParameters), ("previous_law.", course.previousLawParameters),
      ("fallback.", course.fallback),
    ]
    for (prefix, parameters) in kept {
      guard let parameters else { continue }
      for (name, tensor) in tensors(parameters) { archive.tensors[prefix + name] = tensor }
    }
  }
}

extension ArchiveReader {
  /// The parameters that a course keeps beside the present one; `marker` is a tensor that each of them has.
  func readParameters<Parameters, Statistics>(
    into course: inout EMCourse<Parameters, Statistics>, marker: String,
    _ read: (String) throws(FittingError) -> Parameters
  ) throws(FittingError) {
    if has("law." + marker) { course.lawParameters = try read("law.") }
    if has("previous_law." + marker) { course.previousLawParameters = try read("previous_law.") }
    if has("fallback." + marker) { course.fallback = try read("fallback.") }
  }

  /// The method that a model was fitted by; EM where the file does not say.
  func method() throws(FittingError) -> EMMethod {
    var method = EMMethod.em
    if let name = optional("expectation") {
      guard let kind = ExpectationKind(name: name) else {
        throw .invalidArchive(reason: "E-step \"\(name.prefix(40))\" is not known")
      }
      method.expectation = kind
    }
    if let name = optional("maximization") {
      guard let kind = MaximizationKind(name: name) else {
        throw .invalidArchive(reason: "M-step \"\(name.prefix(40))\" is not known")
      }
      method.maximization = kind
    }
    try method.validate()
    return method
  }

  /// The counts of a course, and what its acceleration has seen: `coordinates` numbers each.
  func readCourse<Parameters, Statistics>(
    into course: inout EMCourse<Parameters, Statistics>, coordinates: Int
  ) throws(FittingError) {
    course.stepsTaken = try count("steps")
    course.iteration = try count("iteration")
    if optional("iteration_of_method") != nil {
      course.iterationOfMethod = try count("iteration_of_method")
    }
    if has("last_log_likelihood") {
      course.lastLogLikelihood = try values("last_log_likelihood", shape: [1])[0]
    }
    for index in 0..<2 where has("anchor.\(index)") {
      course.anchors.append(try values("anchor.\(index)", shape: [coordinates]))
    }
  }
}
