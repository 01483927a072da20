package a

func visitByTest() {
	visitAll(func() { takeVisitB() })
}
