package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import java.util.List;

/**
 * A credential as issuer and holder know it.
 *
 * @param type the type's number, below p
 * @param expiry the last day on which it counts, a number below 2^60
 * @param number distinguishes credentials of one issuer
 * @param holder {@link #holder} of the holder's secret
 * @param claims 16 field elements; numbers, or hashes of texts
 * @param salt random; hides the content, and its destruction erases it
 */
public record Credential(long type, long expiry, long number, Quad holder, List<Long> claims, Quad salt) {
    public Credential {
        claims = List.copyOf(claims);
        if (claims.size() != Pass.CLAIMS || !Transfer.isAmount(expiry)) {
            throw new IllegalArgumentException("not a credential");
        }
    }

    /** What a holder tells issuers: a hash of a secret of four random elements. */
    public static Quad holder(Quad secret) {
        return Quad.hash(Tags.HOLDER, secret);
    }

    /** The holder's name in a context. */
    public static Quad pseudonym(Quad secret, Quad context) {
        return Quad.hash(Tags.PSEUDONYM, secret, context);
    }

    /** The leaf of the issuer's tree. */
    public Quad leaf() {
        return Quad.hash(Tags.CREDENTIAL, head(), holder, claims(0), claims(1), claims(2), claims(3), salt);
    }

    /** The leaf of the registry for an issuer's tree and a type that the issuer is accredited for. */
    public static Quad accreditation(Quad issuerRoot, long type) {
        return Quad.hash(Tags.ISSUER, issuerRoot, new Quad(type, 0, 0, 0));
    }

    /** The leaf of a set of allowed values. */
    public static Quad member(long value) {
        return Quad.hash(Tags.MEMBER, new Quad(value, 0, 0, 0));
    }

    Quad head() {
        return new Quad(type, expiry, number, 0);
    }

    /** Four of the claims. */
    Quad claims(int word) {
        return new Quad(
                claims.get(4 * word), claims.get(4 * word + 1), claims.get(4 * word + 2), claims.get(4 * word + 3));
    }

    /** Holds personal data: says nothing of it. */
    @Override
    public String toString() {
        return "Credential[hidden]";
    }
}
