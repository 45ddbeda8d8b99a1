package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Sponge;

/** What each hash is for. A number is used for one purpose for ever; see {@link Sponge#SUITE}. */
public final class Tags {
    public static final long VIEWING_KEY = Sponge.SUITE + 1;
    public static final long OWNER = Sponge.SUITE + 2;
    public static final long NOTE = Sponge.SUITE + 3;
    public static final long NULLIFIER = Sponge.SUITE + 4;
    /** The first output's; the second output's is the next number. */
    public static final long SERIAL = Sponge.SUITE + 5;

    /** A node of a tree of notes. */
    public static final long NOTE_NODE = Sponge.SUITE + 7;

    public static final long HOLDER = Sponge.SUITE + 16;
    public static final long PSEUDONYM = Sponge.SUITE + 17;
    public static final long CREDENTIAL = Sponge.SUITE + 18;
    /** A node of an issuer's tree of credentials. */
    public static final long CREDENTIAL_NODE = Sponge.SUITE + 19;

    public static final long ISSUER = Sponge.SUITE + 20;
    /** A node of the registry of issuers. */
    public static final long ISSUER_NODE = Sponge.SUITE + 21;

    public static final long MEMBER = Sponge.SUITE + 22;
    /** A node of a set of allowed values. */
    public static final long MEMBER_NODE = Sponge.SUITE + 23;

    public static final long RECORD = Sponge.SUITE + 32;

    private Tags() {}
}
