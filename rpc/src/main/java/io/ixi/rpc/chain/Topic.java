package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import java.util.Collections;
import java.util.Set;

/**
 * What a subscription is about. Sets that are empty do not narrow it.
 *
 * @param ids with TRANSACTIONS: these
 * @param accounts with TRANSACTIONS and EVENTS: that name one of them; with INBOX: whose inbox
 * @param types with EVENTS and INBOX: of these types
 */
record Topic(Kind kind, Set<Hash> ids, Set<Hash> accounts, Set<Integer> types) {
    enum Kind {
        BLOCKS,
        TRANSACTIONS,
        EVENTS,
        INBOX
    }

    static final Topic NEW_BLOCKS = new Topic(Kind.BLOCKS, Set.of(), Set.of(), Set.of());

    boolean wants(Hash id, Set<Hash> concerned) {
        return ids.contains(id) || !Collections.disjoint(accounts, concerned);
    }

    boolean wants(Placed event) {
        if (!types.isEmpty() && !types.contains(event.event().type())) {
            return false;
        }
        return accounts.isEmpty()
                || !Collections.disjoint(accounts, kind == Kind.INBOX ? event.notified() : event.accounts());
    }
}
