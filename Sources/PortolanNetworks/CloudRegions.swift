// SPDX-License-Identifier: Apache-2.0

/// The regions that clouds name on their own pages, so that a misspelt one is noticed before anything is fetched.
///
/// Clouds open regions; lists that were fetched add to these.
package enum CloudRegions {
    /// The regions of a cloud as catalogues name it; empty where none are known.
    // Each cloud lists them at: docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html; cloud.google.com/compute/docs/regions-zones;
    // learn.microsoft.com/azure/reliability/regions-list; docs.digitalocean.com/platform/regional-availability;
    // techdocs.akamai.com/cloud-computing/docs/how-to-choose-a-data-center; docs.hetzner.com/cloud/general/locations.
    package static func names(_ cloud: String) -> [String] {
        table[cloud].map { $0.split(whereSeparator: \.isWhitespace).map(String.init) } ?? []
    }

    private static let table: [String: String] = [
        "aws": """
        us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-east-2 ap-south-1 ap-south-2 ap-northeast-1 ap-northeast-2
        ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1
        ca-west-1 eu-central-1 eu-central-2 eu-west-1 eu-west-2 eu-west-3 eu-north-1 eu-south-1 eu-south-2 il-central-1 me-central-1
        me-south-1 mx-central-1 sa-east-1 us-gov-east-1 us-gov-west-1 cn-north-1 cn-northwest-1 eusc-de-east-1
        """,
        "gcp": """
        africa-south1 asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2 asia-southeast1
        asia-southeast2 asia-southeast3 australia-southeast1 australia-southeast2 europe-central2 europe-north1 europe-north2 europe-southwest1
        europe-west1 europe-west2 europe-west3 europe-west4 europe-west6 europe-west8 europe-west9 europe-west10 europe-west12 me-central1
        me-central2 me-west1 northamerica-northeast1 northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1
        us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4
        """,
        "azure": """
        australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth brazilsoutheast canadacentral
        canadaeast centralindia centralus chilecentral denmarkeast eastasia eastus eastus2 francecentral francesouth germanynorth
        germanywestcentral indonesiacentral israelcentral italynorth japaneast japanwest jioindiacentral jioindiawest koreacentral koreasouth
        malaysiawest mexicocentral newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral qatarcentral
        southafricanorth southafricawest southcentralus southeastasia southindia spaincentral swedencentral swedensouth switzerlandnorth
        switzerlandwest uaecentral uaenorth uksouth ukwest westcentralus westeurope westindia westus westus2 westus3 usgovarizona usgovtexas
        usgovvirginia chinaeast chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3
        """,
        "digitalocean": "nyc1 nyc2 nyc3 ams2 ams3 sfo1 sfo2 sfo3 sgp1 lon1 fra1 tor1 blr1 syd1 atl1 ric1",
        "hetzner": "fsn1 nbg1 hel1 ash hil sin eu-central us-east us-west ap-southeast",
    ]
}
