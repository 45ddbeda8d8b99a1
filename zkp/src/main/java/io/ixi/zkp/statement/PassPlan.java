package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.Sponge;
import io.ixi.zkp.hash.WordTree;

/** What a holder needs for a pass: the secret, the credential, and paths in the three trees. */
public final class PassPlan {
    private final Quad secret;
    private final Credential credential;
    private final Place issued;
    private final Place accredited;

    /** A leaf's place in a tree, with its siblings from the bottom up. */
    public static final class Place {
        private final long position;
        private final long[] path;

        /** {@code path} as {@link WordTree#path} gives it. */
        public Place(long position, long[] path) {
            this.position = position;
            this.path = path.clone();
        }

        public static Place in(WordTree tree, int position) {
            return new Place(position, tree.path(position));
        }
    }

    public PassPlan(Quad secret, Credential credential, Place issued, Place accredited) {
        this.secret = secret;
        this.credential = credential;
        this.issued = issued;
        this.accredited = accredited;
    }

    /** The secrets for a pass that does not ask for a set. */
    public long[] secrets(int claim) {
        return secrets(claim, new Place(0, new long[Pass.MEMBERS * Sponge.WORD]));
    }

    /** The secrets for a pass on this claim, whose value stands at {@code member} of the set. */
    public long[] secrets(int claim, Place member) {
        Vector secrets = new Vector(Pass.circuit().secrets());
        secrets.put(secret);
        secrets.put(credential.head());
        for (int word = 0; word < 4; word++) {
            secrets.put(credential.claims(word));
        }
        secrets.put(credential.salt());
        long value = credential.claims().get(claim);
        secrets.put(new Quad(value, claim < Pass.CLAIMS / 2 ? value : 0, 0, 0));
        secrets.path(Pass.CREDENTIALS, issued.position, issued.path);
        secrets.path(Pass.ISSUERS, accredited.position, accredited.path);
        secrets.put(new Quad(value, 0, 0, 0));
        secrets.path(Pass.MEMBERS, member.position, member.path);
        return secrets.vector();
    }
}
