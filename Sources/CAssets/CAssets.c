#include "CAssets.h"

#include <string.h>

static const unsigned char faithful[] = {
#embed "../../assets/data/faithful.csv"
};

static const unsigned char galaxies[] = {
#embed "../../assets/data/galaxies.csv"
};

static const unsigned char iris[] = {
#embed "../../assets/data/iris.csv"
};

static const unsigned char penguins[] = {
#embed "../../assets/data/penguins.csv"
};

static const unsigned char dyestuff[] = {
#embed "../../assets/data/dyestuff.csv"
};

static const unsigned char murray[] = {
#embed "../../assets/data/murray.csv"
};

static const unsigned char linkage[] = {
#embed "../../assets/data/linkage.csv"
};

static const unsigned char lsat[] = {
#embed "../../assets/data/lsat.csv"
};

static const unsigned char cbpp[] = {
#embed "../../assets/data/cbpp.csv"
};

static const unsigned char digits[] = {
#embed "../../assets/data/digits.csv.gz"
};

static const struct {
  const char *name;
  const unsigned char *bytes;
  size_t length;
} data_sets[] = {
    {"faithful", faithful, sizeof faithful},
    {"galaxies", galaxies, sizeof galaxies},
    {"iris", iris, sizeof iris},
    {"penguins", penguins, sizeof penguins},
    {"dyestuff", dyestuff, sizeof dyestuff},
    {"murray", murray, sizeof murray},
    {"linkage", linkage, sizeof linkage},
    {"lsat", lsat, sizeof lsat},
    {"cbpp", cbpp, sizeof cbpp},
    {"digits", digits, sizeof digits},
};

const unsigned char *elbow_asset_data(const char *name, size_t *length) {
  for (size_t i = 0; i < sizeof data_sets / sizeof data_sets[0]; i++) {
    if (strcmp(data_sets[i].name, name) == 0) {
      *length = data_sets[i].length;
      return data_sets[i].bytes;
    }
  }
  *length = 0;
  return NULL;
}
