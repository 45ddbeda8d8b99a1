/**
 * The consensus journal: typed records in segment files, made durable with one fsync for all that were appended.
 *
 * <p><b>Segment file</b> {@code segment-N.ixj}: a header of 72 bytes, then records, then zeros or, in a recycled file,
 * stale bytes. Integers are big-endian. Files are filled to their size before use, because overwriting halves the cost
 * of fsync.
 *
 * <pre>
 * header  0 magic "IXI-JRNL" | 8 u32 version 1 | 12 u32 flags (1: recycled file) | 16 u64 segment number
 *        24 u64 base: the oldest segment still needed | 32 chain hash (32) | 64 u32 salt | 68 u32 CRC32C of 0..67
 * record  0 u32 CRC32C | 4 u16 mark 0x49D5 | 6 u8 type (1 data, 2 synced, 3 sealed) | 7 u8 kind of data
 *         8 u32 payload length | 12 u32 durable | 16 payload, zeros to a multiple of 8
 * </pre>
 *
 * <p>A record's CRC covers the segment's salt, its own offset and the bytes after the CRC with the padding. The salt is
 * CRC32C(chain) + segment number: two segments of a chain always differ in it, and CRC32C finds every burst of 32 bits,
 * so stale bytes of a recycled file never pass.
 *
 * <p>{@code durable} is the offset below which the segment had been synced when the record was written. It tells a
 * torn write from damage: after the first bad record at offset X, a good record anywhere behind it with durable above
 * X proves that X had been synced, so the disk lost or changed what it had promised ({@link
 * io.ixi.node.journal.DamagedJournalException}). Without such a record, what follows X was never synced: it is cut
 * off. A {@code synced} record is written right after each fsync, without an own one; it makes the last batch
 * provable too. Both last batch and its synced record gone, as if never written, looks like an older journal: only
 * the signer's watermark can tell.
 *
 * <p>All segments from {@code base} on are one journal; all but the last end with a {@code sealed} record and were
 * durable before the next one got its name. A roll starts a segment with base = itself.
 */
@NullMarked
package io.ixi.node.journal;

import org.jspecify.annotations.NullMarked;
