import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the variational lab")
struct VIPictureTests {
  /// The lab after two iterations, at rest.
  private func desk(_ size: Size = Size(100, 30), model: String? = nil, on data: DataTable = Tables.curve)
    async -> Desk
  {
    var desk = Desk.empty(lab: .vi, size: size, model: model)
    await desk.settle(desk.open(data))
    await desk.wait()
    await desk.press(".", ".")
    await desk.wait()
    return desk
  }

  @Test("Laws, trace, account, losses and settings of a curve after two iterations")
  func curve() async {
    let desk = await desk()
    expect(
      desk.grid,
      shows: """
         elbow   1 EM [2 VI] 3 VAE  4 Diff  5 Ladder                     curve 40x1  seed 42  PAUSED it 2 E
        +=[Conditional law of z and its q]=========== KL 0.1148 =++- ELBO and likelihood --- nats per row -+
        |density                                                 ||     |. . . . . . . . . . . . . . . .MLE|
        |   |                                                    ||     |                                  |
        |0.8+                                oooo:               ||-1.25+  *******                         |
        |   |                               oo ::o:              ||-1.30+***     o                         |
        |   |                              oo ::::o:             ||     |  oooooo                          |
        |0.6+                             oo ::::::o:            ||     |oo                                |
        |   |                             o :::::::oo            ||      0       2        4       6       8|
        |0.4+                            o  ::::::::o:           ||* likelihood  o ELBO                    |
        |   |                           oo ::::::::::o           ||ELBO -1.3020  l -1.2469  MLE -1.2073    |
        |   |                          oo:::::::::::::o          |+----------------------------------------+
        |0.2+                         oo::::::::::::::oo         |+- Account of all 40 ----- nats per row -+
        |   |                        oo::::::::::::::::ooo       ||E_q log p(x,z)     -1.9660 #############|
        |   |                     ooo::::::::::::::::::::ooo     ||entropy of q        0.6640 ####         |
        |0.0+oooooooooooooooooooooo::::::::::::::::::::::: oooooo||= ELBO             -1.3020              |
        |   +---+---------+---------+---------+---------+---- z -||KL(q||p)            0.0551  gap         |
        |      -3        -2        -1         0         1        ||= log-lik exact    -1.2469              |
        |: exact p(z|x)  o Gaussian q                            ||identity holds to 4e-16                 |
        += row 1 of 40  x = -0.15 ===============================++----------------------------------------+
        +- Where the nats went --------------------- i: per row -++- Settings ------------------------ F2 -+
        |still to climb    0.0397 ######################         ||model Curve with a Gaussian latent      |
        |approximation     0.0551 ############################## ||q: Gaussian, own (m,s) per unit         |
        |not settled       0.0000                                ||tol 1e-8  speed 4 it/s                  |
        |total             0.0947   MLE l minus ELBO             ||a -0.4138  b 0.7893  c 0.3232           |
        |worst rows: 22 (0.12)  17 (0.11)  1 (0.11)              ||sigma 0.4558                            |
        |                                                        ||                                        |
        +--------------------------------------------------------++----------------------------------------+
         E-step 2: best Gaussian of each row; bound 0.0551 per row below l. Next: M-step.
         Space run  , . step  [ ] scrub  n N row  f family  a update  t theta-plane  w view  ? help  q quit
        """, edges: 6)
  }

  @Test("The rows that lose most, and the account of one row, at 80x24")
  func rows() async {
    var desk = await desk(Size(80, 24))
    await desk.press("i", "N", "N")
    expect(
      desk.grid,
      shows: """
         elbow   1 EM [2 VI] 3 VAE  4 Diff  5 Ladder             seed 42  PAUSED it 2 E
        +=[Conditional law of z and its q]===========++- ELBO and l ---- nats per row -+
        |density                                     ||     |. . . . . . . . . . . .MLE|
        | |                     ooo                  ||     |                          |
        |2+                   ooo:ooo                ||-1.25+    ***                   |
        | |                 oo::::::oo               ||     |  **                      |
        | |                oo:::::::::oo             ||     |**                        |
        |1+              oo::::::::::::oo            ||-1.30+   oooo                   |
        | |            ooo:::::::::::::::oo          ||     | oo                       |
        | |         oooo::::::::::::::::::oooo       ||     |o                         |
        |0+oooooooooo::::::::::::::::::::::::oooooooo||      0     2      4     6     8|
        | +-----+-----+----+-----+-----+----+---- z -||* likelihood  o ELBO            |
        |      1.8   2.0  2.2   2.4   2.6  2.8   3.0 ||ELBO -1.3020  l -1.2469         |
        |: exact p(z|x)  o Gaussian q                |+--------------------------------+
        += row 39 of 40  x = 3.57 ===================++- Account of row 39 ----- nats -+
        +- Where the nats went -------- i: all rows -+|E_q log p(x,z)     -4.5587 #####|
        |row 22        0.1150 ###################### ||entropy of q       -0.2211      |
        |row 17        0.1150 ###################### ||= ELBO             -4.7798      |
        |row 1         0.1148 ###################### ||KL(q||p)            0.0023  gap |
        |row 15        0.1115 #####################  ||= log-lik exact    -4.7774      |
        |row 25        0.1107 #####################  ||identity holds to the last bit  |
        +--------------------------------------------++--------------------------------+
         E-step 2: best Gaussian of each row; bound 0.0551 per row below l.
         Space run  , . step  [ ] scrub  n N row  f family  a update     ? help  q quit
        """, edges: 6)
  }

  @Test("Standard errors, the naive ones beside the sandwich")
  func errors() async {
    var desk = await desk()
    await desk.press("E")
    await desk.wait()
    expect(
      part(Rect(x: 0, y: 13, width: 58, height: 15), of: desk.grid),
      shows: """
        +- row 1 of 40  x = -0.15 -------------------------------+
        +=[Standard errors]======================================+
        |parameter estimate sandwich  naive curvature            |
        |a          -0.3681    0.141 0.0256     0.153            |
        |b           0.9000    0.159 0.0226     0.129            |
        |c           0.2296   0.0808 0.0141    0.0735            |
        |sigma       0.1348   0.0379 0.0151    0.0874            |
        |naive, q held fixed: down to 0.14 of the sandwich       |
        |                                                        |
        |                                                        |
        |                                                        |
        |                                                        |
        |                                                        |
        |                                                        |
        +========================================================+
        """)
  }

  @Test("The starts, and what they say")
  func starts() async {
    var desk = await desk()
    await desk.press("S")
    await desk.wait()
    #expect(desk.status.contains("6 starts"))
    #expect(desk.lines(with: "ELBO       l ").count == 1)
  }

  @Test("The fork of a mean field, its account and its losses")
  func pitchfork() async {
    let desk = await desk(model: "binary-mean-field")
    expect(
      desk.grid,
      shows: """
         elbow   1 EM [2 VI] 3 VAE  4 Diff  5 Ladder               binary-mean-field  seed 0  PAUSED it 2 E
        +=[Mean field of two binary latents]====== w/sigma 4.00 =++- ELBO and likelihood ----------- nats -+
        |q(z=1)                                                  ||-1+     *****                           |
        |1.0+                      ************1*****************||  |                                     |
        |   |                    ***           :                 ||  |         o                           |
        |0.8+                  **              .                 ||-2+       oo                            |
        |   |                  *               :                 ||  |     oo                              |
        |   |                 *                :                 ||  |     o                               |
        |0.6+                                  .                 ||   0    1   2    3   4    5   6    7   8|
        |   |******************..................................||* likelihood  o ELBO                    |
        |0.4+                                  :                 ||ELBO -1.6114  l -0.9186                 |
        |   |                 *                :                 |+----------------------------------------+
        |   |                  *               :                 |+- Account ----------------------- nats -+
        |0.2+                  **              :                 ||E_q log p(x,z)     -1.6177 #############|
        |   |                    ***           :                 ||entropy of q        0.0063              |
        |0.0+                      ************2*****************||= ELBO             -1.6114              |
        |   ++--------+-------+--------+-------+------- w/sigma +||KL(q||p)            0.6928 ###### gap   |
        |    0        1       2        3       4        5       6||= log-lik exact    -0.9186              |
        |* stable  . unstable  1 q of z1  2 q of z2              ||identity holds to 1e-16                 |
        +========================================================++----------------------------------------+
        +- Where the nats went --------------------------- nats -++- Settings ------------------------ F2 -+
        |approximation     0.6928 ############################## ||model Mean field of two binary latents  |
        |not settled       0.0000                                ||speed 4 it/s                            |
        |total             0.6928   l minus ELBO                 ||dial 4.000                              |
        |                                                        ||s1 1.00 0.500  s2 0.000337 0.500        |
        |                                                        ||x 2.000  w 2.000  sigma 0.5000          |
        |                                                        ||w/sigma 4.000                           |
        +--------------------------------------------------------++----------------------------------------+
         Sweep 2: the bound is 0.6928 nats below the log-likelihood.
         Space run  , . step  Left Right dial  a factors  [ ] scrub  F2 set  z max           ? help  q quit
        """, edges: 6)
  }

  @Test("The exact law of two latents and the product in its place, and the gap by the dial")
  func ellipses() async {
    var desk = await desk(model: "gaussian-mean-field")
    await desk.press("Left")
    expect(
      part(Rect(x: 0, y: 0, width: 58, height: 21), of: desk.grid),
      shows: """
         elbow   1 EM [2 VI] 3 VAE  4 Diff  5 Ladder
        +=[Exact law and product law]================ KL 1.3077 =+
        |  |                                                     |
        | 2+                              ooooooooooooooooo**    |
        |  |                      ******oo***ooo**  oooo***o     |
        | 0+               ******* ** **  ooooooooooooooooo      |
        |  |         ****** ****     ** ** *******               |
        |  |     ****      **** ***********                      |
        |-2+    ******************                               |
        |  |                                                     |
        |      -2         -1          0          1          2  z1|
        |* exact law  o product law q                            |
        | |.                                                :   .|
        | | .                                               @  . |
        |1+ ..                                              : .. |
        | |   ...                                          ...   |
        | |      ..........                      .......... :    |
        |0+                ......................           :    |
        |      -0.75  -0.50  -0.25  0.00  0.25  0.50  correlation|
        +========================================================+
        +- Where the nats went --------------------------- nats -+
        """, edges: 10)
  }

  @Test("The encoder of a mixture as a discriminant")
  func discriminant() async {
    let desk = await desk(model: "mixture-encoder", on: Tables.faithful)
    expect(
      part(Rect(x: 0, y: 0, width: 58, height: 21), of: desk.grid),
      shows: """
         elbow   1 EM [2 VI] 3 VAE  4 Diff  5 Ladder
        +=[The encoder is a discriminant]========================+
        |waiting                                                 |
        |  |        *  o                                         |
        |  |         ***oo                      1   1  1  1   1  |
        |90+           ***oo            1     1  1 111 111 11    |
        |  |              *oo         1  1  1111111111111 11     |
        |80+                oo         1 1111111111@1111111  1   |
        |  |                  oo      1  1 1 11 11111111111  1   |
        |70+             2     oo 1   1  1 1  111                |
        |  |   2  2  22 22  2   2oo   111    1                   |
        |60+    222 22222 2       oo                             |
        |  |    2222@222 2  2  22  *o                            |
        |50+  2 2222222222           oo                          |
        |  |    22222 2 2             ooo                        |
        |  |                           *o                        |
        |  +-+------+------+-----+------+------+----- eruptions -|
        |   1.5    2.0    2.5   3.0    3.5    4.0    4.5   5.0   |
        |* exact responsibility 1/2  o encoder 1/2               |
        +========================================================+
        +- Where the nats went ------------------- nats per row -+
        """, edges: 12)
  }

}
