package io.ixi.vm.ssi;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.ssi.SsiState.Place;
import io.ixi.vm.ssi.proto.Batch;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.Held;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.Status;

/** What gates read is what credentials say, and status lists say it too. */
final class SsiInvariants {
    private SsiInvariants() {}

    /** For each credential and batch that the block wrote. */
    static void check(SsiState block) {
        block.touchedCredentials((id, credential) -> credential(block, id, credential));
        block.touchedBatches((id, batch) -> require(batch.getClaimed() <= batch.getCount(), id + " is overclaimed"));
    }

    private static void credential(SsiState state, Bytes id, Credential credential) {
        Held held = state.held(Place.of(credential));
        boolean listed = held != null && SsiState.id(held.getCredential()).equals(id);
        boolean offered = credential.getStatus() == Status.STATUS_OFFERED;
        require(listed != offered, id + " is listed wrongly");
        boolean active = credential.getStatus() == Status.STATUS_ACTIVE;
        require(held == null || offered || held.getActive() == active, id + " and its entry differ");
        require(
                StatusLists.get(state, issuer(credential), Purpose.PURPOSE_REVOCATION, credential.getStatusIndex())
                        == (credential.getStatus() == Status.STATUS_REVOKED),
                id + " and the revocation list differ");
        boolean suspended = credential.getStatus() == Status.STATUS_SUSPENDED;
        require(
                !suspended
                        || StatusLists.get(
                                state, issuer(credential), Purpose.PURPOSE_SUSPENSION, credential.getStatusIndex()),
                id + " and the suspension list differ");
    }

    private static Address issuer(Credential credential) {
        return Address.of(credential.getIssuer());
    }

    static void audit(SsiState state) {
        long[] count = new long[4];
        state.scanCredentials((id, credential) -> {
            credential(state, id, credential);
            count[0]++;
            count[1] += credential.getStatus() == Status.STATUS_OFFERED ? 0 : 1;
        });
        state.scanAllHeld((key, held) -> {
            count[2]++;
            require(state.credential(SsiState.id(held.getCredential())) != null, key + " holds nothing");
        });
        require(count[1] == count[2], "credentials and entries of holders differ in number");
        require(count[0] == state.totals().getCredentials(), "credentials are miscounted");
        state.scanBatches((id, batch) -> {
            count[3]++;
            require(claimed(state, id, batch) == batch.getClaimed(), id + ": claims are miscounted");
        });
        require(count[3] == state.totals().getBatches(), "batches are miscounted");
        state.scanIdentifiers((hash, identifier) -> {
            Credential credential = state.credential(SsiState.id(identifier.getCredential()));
            require(
                    credential != null
                            && credential.getSubject().equals(identifier.getAccount())
                            && Hash.of(credential.getIdentifier().toByteArray()).equals(hash),
                    hash + " leads nowhere");
        });
    }

    private static int claimed(SsiState state, Bytes id, Batch batch) {
        int claimed = 0;
        for (int chunk = 0; chunk * Bits.CHUNK < batch.getCount(); chunk++) {
            claimed += Bits.count(state.claims(id, chunk));
        }
        return claimed;
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("ssi: " + fault);
        }
    }
}
