package io.ixi.consensus.types;

/**
 * The header of a block; its hash is the payload that validators vote on.
 *
 * @param chain hash of the genesis: the chain's identity
 * @param protocol version of the rules that execute this block
 * @param height 0 for the genesis block, parent's height + 1 after it
 * @param proposer index of the leader in the epoch's set
 * @param timeMs agreed time in Unix milliseconds, strictly above the parent's
 * @param parent hash of the parent's header
 * @param parentStateRoot root of the state after the parent was executed: execution overlaps voting, so a block commits
 *     to its parent's result
 * @param parentReceiptsRoot root over the parent's receipts
 * @param transactionsRoot root over the ids of this block's transactions, in order
 * @param transactionCount number of transactions
 * @param validatorsHash hash of the epoch's validator set
 */
public record BlockHeader(
        Hash chain,
        int protocol,
        long epoch,
        long height,
        long view,
        long parentView,
        int proposer,
        long timeMs,
        Hash parent,
        Hash parentStateRoot,
        Hash parentReceiptsRoot,
        Hash transactionsRoot,
        int transactionCount,
        Hash validatorsHash) {}
