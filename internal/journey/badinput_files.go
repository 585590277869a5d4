package journey

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"holon.example/holon/internal/journey/made"
)

// uploads: files that are not what they say, or hurt who opens them.
func (s *badInput) uploads() {
	const pdfType = "application/pdf"
	for what, file := range map[string][]byte{
		"nothing at all":                                 {},
		"a Windows program":                              append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), make([]byte, 200)...),
		"a Linux program":                                append([]byte("\x7fELF\x02\x01\x01\x00"), make([]byte, 200)...),
		"a shell script":                                 []byte("#!/bin/sh\nrm -rf /\n"),
		"a web page":                                     []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"),
		"a drawing with a script":                        []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"a page of a server":                             []byte("<?php system($_GET['c']); ?>"),
		"bytes of no kind":                               bytes.Repeat([]byte{0x13, 0x37, 0xfe}, 100),
		"half an image":                                  made.Picture(10, 10)[:20],
		"an image without its last row":                  made.Picture(10, 11),
		"a document without its end":                     paper("x")[:400],
		"an image of 60,000 by 60,000":                   made.Picture(60000, 60000),
		"an archive that grows a thousand":               made.Bomb(64 << 20),
		"an archive within an archive within an archive": made.Nested(6),
		"an archive that leaves its folder":              made.Archive(map[string][]byte{"../../evil.pdf": paper("x")}),
		"an archive with a program":                      made.Archive(map[string][]byte{"a.exe": append([]byte("MZ\x90\x00"), make([]byte, 200)...)}),
		"an archive that is damaged":                     made.Archive(map[string][]byte{"a.pdf": paper("x")})[:60],
	} {
		s.step(owner, "uploads "+what, call("uploadBlob").Bytes(pdfType, file), []check{status(413, 422), told(), names("body")})
	}
	s.refused(413, owner, "uploads a file of 21 MB", call("uploadBlob").Stream(pdfType, io.LimitReader(made.Endless{}, 21<<20)))
	s.must(owner, "uploads an honest image", call("uploadBlob").Bytes(pdfType, made.Picture(10, 10)), is("type", "image/png"))
	s.refused(401, "", "nobody in particular uploads", call("uploadBlob").Bytes(pdfType, paper("x")))
}

// packs: content that does not hold is not installed, and the findings say where.
func (s *badInput) packs() {
	who := "admin"
	install := func(files map[string]string) *request {
		raw := map[string][]byte{}
		for name, text := range files {
			raw[name] = []byte(text)
		}
		return call("installPack").Bytes("application/zip", made.Archive(raw))
	}
	good := s.pack("good")
	s.refused(403, owner, "a citizen installs content", install(good))
	s.refused(403, clerk, "the window installs content", install(good))
	s.refused(403, owner, "a citizen is refused before his gigabytes are looked at", call("installPack").Bytes("application/zip", made.Bomb(160<<20)))
	broken := s.pack("broken")
	broken["flow-broken.bpmn"] = strings.Replace(broken["flow-broken.bpmn"], `targetRef="handle"`, `targetRef="nowhere"`, 1)
	s.refused(422, who, "a process that leads nowhere", install(broken), finding("flows/flow-broken"))
	torn := s.pack("torn")
	torn["flow-torn.bpmn"] = torn["flow-torn.bpmn"][:200]
	s.refused(422, who, "a process file torn in the middle", install(torn), finding("flows/flow-torn"))
	uncited := s.pack("uncited")
	uncited["items/uncited.yaml"] = strings.ReplaceAll(uncited["items/uncited.yaml"], ", cite: "+s.wrong.Cite, "")
	s.refused(422, who, "a limit without its article", install(uncited), finding("limit"))
	unknown := s.pack("unknown")
	unknown["items/unknown.yaml"] = strings.ReplaceAll(unknown["items/unknown.yaml"], s.wrong.Cite, s.wrong.NoCite)
	s.refused(422, who, "a limit with an article there is not", install(unknown), finding("942"))
	headless := s.pack("headless")
	delete(headless, "pack.yaml")
	s.refused(422, who, "content without its head", install(headless))
	s.refused(422, who, "content that leaves its folder", install(map[string]string{"../pack.yaml": "id: x"}), names("body"))
	s.refused(422, who, "content that is no archive", call("installPack").Bytes("application/zip", []byte("not a zip")), names("body"))
	s.step(who, "content that unpacks to gigabytes", call("installPack").Bytes("application/zip", made.Bomb(160<<20)), []check{status(413, 422), told()})
	s.must("", "what was installed before is still offered", call("listItems"))
	s.must(owner, "and can be applied for", call("startApplication").With(map[string]any{"division": s.Division, "thing": s.Thing}), is("question/name", "diningArea"))
	s.must(who, "sound content is installed", install(good))
}

// finding wants that a refusal of content says where: a file, a field.
func finding(where string) check {
	return see("tells "+where, func(a *answer) (string, bool) {
		text := show(find1(a.Value, "errors"))
		return clip(text), strings.Contains(text, where)
	})
}

func find1(v any, path string) any {
	got, _ := find(v, path)
	return got
}

// pack is a small sound pack of one item with a process of its own.
func (s *badInput) pack(id string) map[string]string {
	read := func(name string) string {
		raw, err := files.ReadFile("data/pack/" + name)
		if err != nil {
			s.holds("", "the script is whole", "", fmt.Sprint(err))
		}
		return strings.ReplaceAll(string(raw), "ITEM", id)
	}
	return map[string]string{"pack.yaml": read("pack.yaml"), "items/" + id + ".yaml": read("item.yaml"), "flow-" + id + ".bpmn": read("flow.bpmn")}
}
