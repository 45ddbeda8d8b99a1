package io.ixi.zkp.hash;

/**
 * Round constants of Poseidon2 for Goldilocks, width 12, 8 full and 22 partial rounds, as the Grain generator of the
 * paper (eprint 2023/323) gives them for field 1, S-box 0, n = 64, t = 12; published in Plonky3
 * {@code goldilocks/src/poseidon2.rs} and used unchanged by Miden.
 */
final class Poseidon2Constants {
    /** The four full rounds before the partial ones, 12 numbers each. */
    static final long[] BEGIN = {
        0x13dcf33aba214f46L, 0x30b3b654a1da6d83L, 0x1fc634ada6159b56L, 0x937459964dc03466L,
        0xedd2ef2ca7949924L, 0xede9affde0e22f68L, 0x8515b9d6bac9282dL, 0x6b5c07b4e9e900d8L,
        0x1ec66368838c8a08L, 0x9042367d80d1fbabL, 0x400283564a3c3799L, 0x4a00be0466bca75eL,
        0x7913beee58e3817fL, 0xf545e88532237d90L, 0x22f8cb8736042005L, 0x6f04990e247a2623L,
        0xfe22e87ba37c38cdL, 0xd20e32c85ffe2815L, 0x117227674048fe73L, 0x4e9fb7ea98a6b145L,
        0xe0866c232b8af08bL, 0x00bbc77916884964L, 0x7031c0fb990d7116L, 0x240a9e87cf35108fL,
        0x2e6363a5a12244b3L, 0x5e1c3787d1b5011cL, 0x4132660e2a196e8bL, 0x3a013b648d3d4327L,
        0xf79839f49888ea43L, 0xfe85658ebafe1439L, 0xb6889825a14240bdL, 0x578453605541382bL,
        0x4508cda8f6b63ce9L, 0x9c3ef35848684c91L, 0x0812bde23c87178cL, 0xfe49638f7f722c14L,
        0x8e3f688ce885cbf5L, 0xb8e110acf746a87dL, 0xb4b2e8973a6dabefL, 0x9e714c5da3d462ecL,
        0x6438f9033d3d0c15L, 0x24312f7cf1a27199L, 0x23f843bb47acbf71L, 0x9183f11a34be9f01L,
        0x839062fbb9d45dbfL, 0x24b56e7e6c2e43faL, 0xe1683da61c962a72L, 0xa95c63971a19bfa7L,
    };

    /** The one constant of each partial round. */
    static final long[] PARTIAL = {
        0x4adf842aa75d4316L, 0xf8fbb871aa4ab4ebL, 0x68e85b6eb2dd6aebL, 0x07a0b06b2d270380L,
        0xd94e0228bd282de4L, 0x8bdd91d3250c5278L, 0x209c68b88bba778fL, 0xb5e18cdab77f3877L,
        0xb296a3e808da93faL, 0x8370ecbda11a327eL, 0x3f9075283775dad8L, 0xb78095bb23c6aa84L,
        0x3f36b9fe72ad4e5fL, 0x69bc96780b10b553L, 0x3f1d341f2eb7b881L, 0x4e939e9815838818L,
        0xda366b3ae2a31604L, 0xbc89db1e7287d509L, 0x6102f411f9ef5659L, 0x58725c5e7ac1f0abL,
        0x0df5856c798883e7L, 0xf7bb62a8da4c961bL,
    };

    /** The four full rounds after the partial ones. */
    static final long[] END = {
        0xc68be7c94882a24dL, 0xaf996d5d5cdaedd9L, 0x9717f025e7daf6a5L, 0x6436679e6e7216f4L,
        0x8a223d99047af267L, 0xbb512e35a133ba9aL, 0xfbbf44097671aa03L, 0xf04058ebf6811e61L,
        0x5cca84703fac7ffbL, 0x9b55c7945de6469fL, 0x8e05bf09808e934fL, 0x2ea900de876307d7L,
        0x7748fff2b38dfb89L, 0x6b99a676dd3b5d81L, 0xac4bb7c627cf7c13L, 0xadb6ebe5e9e2f5baL,
        0x2d33378cafa24ae3L, 0x1e5b73807543f8c2L, 0x09208814bfebb10fL, 0x782e64b6bb5b93ddL,
        0xadd5a48eac90b50fL, 0xadd4c54c736ea4b1L, 0xd58dbb86ed817fd8L, 0x6d5ed1a533f34dddL,
        0x28686aa3e36b7cb9L, 0x591abd3476689f36L, 0x047d766678f13875L, 0xa2a11112625f5b49L,
        0x21fd10a3f8304958L, 0xf9b40711443b0280L, 0xd2697eb8b2bde88eL, 0x3493790b51731b3fL,
        0x11caf9dd73764023L, 0x7acfb8f72878164eL, 0x744ec4db23cefc26L, 0x1e00e58f422c6340L,
        0x21dd28d906a62ddaL, 0xf32a46ab5f465b5fL, 0xbfce13201f3f7e6bL, 0xf30d2e7adb5304e2L,
        0xecdf4ee4abad48e9L, 0xf94e82182d395019L, 0x4ee52e3744d887c5L, 0xa1341c7cac0083b2L,
        0x2302fb26c30c834aL, 0xaea3c587273bf7d3L, 0xf798e24961823ec7L, 0x962deba3e9a2cd94L,
    };

    /** The diagonal of the partial rounds: -2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 1/4, -1/4, 1/8. */
    static final long[] DIAGONAL = {
        0xfffffffeffffffffL,
        1,
        2,
        0x7fffffff80000001L,
        3,
        4,
        0x7fffffff80000000L,
        0xfffffffefffffffeL,
        0xfffffffefffffffdL,
        0xbfffffff40000001L,
        0x3fffffffc0000000L,
        0xdfffffff20000001L,
    };

    private Poseidon2Constants() {}
}
